import { place } from './place';

/** Span of time that a view covers, counted back from the newest trace; the parameter `last`. */
export const TIME_CHOICES: readonly { readonly last: string; readonly label: string }[] = [
  { last: '60000', label: 'Last minute' },
  { last: '300000', label: 'Last 5 minutes' },
  { last: '', label: 'Last 15 minutes' },
  { last: '3600000', label: 'Last hour' },
  { last: 'all', label: 'All time' },
];

/** The parameters that ask for the chosen time. */
export function timeParameters(): { readonly [name: string]: string | undefined } {
  const { parameters } = place.value;
  const since = parameters.get('since') ?? undefined;
  const until = parameters.get('until') ?? undefined;
  if (since !== undefined || until !== undefined) return { since, until };
  const last = parameters.get('last') ?? '900000';
  // Back from the newest trace to the oldest, so that rates are over the time that there is.
  return { last: last === 'all' ? String(Number.MAX_SAFE_INTEGER) : last };
}
