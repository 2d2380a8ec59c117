import { quoted } from '../traces/compose-query';

/** Choices of the least severity that is shown. */
export const SEVERITY_CHOICES = [
  ['', 'All severities'],
  ['debug', 'Debug and above'],
  ['info', 'Info and above'],
  ['warn', 'Warnings and errors'],
  ['error', 'Errors'],
] as const;

/** The filters of the address as one query of the receiver's language. */
export function composeLogQuery(parameters: URLSearchParams): string {
  const text = (name: string) => parameters.get(name)?.trim() ?? '';
  const parts: string[] = [];
  if (text('service') !== '') parts.push(`service = ${quoted(text('service'))}`);
  if (text('severity') !== '') parts.push(`severity >= ${quoted(text('severity'))}`);
  const query = text('q');
  // A query alone stays as it is, so that the receiver's errors fit the typed text.
  if (query !== '') parts.push(parts.length === 0 ? query : `(${query})`);
  return parts.join(' and ');
}

/** Attributes that have a column of their own: the parameter `cols`. */
export function columnsIn(parameters: URLSearchParams): string[] {
  return (parameters.get('cols') ?? '').split(',').filter(key => key !== '');
}
