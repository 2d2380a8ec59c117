/** Replaces secrets in messages. */
export const REDACTED = '[redacted]';

/**
 * Removes credentials and query values from the URLs in a message, even malformed ones: a password with `/`, `?` or `#`
 * ends at the last `@`.
 */
export function redactUrls(message: string): string {
  if (!message.includes('://')) return message;
  return message
    .split(/(\s+)/)
    .map(word => (word.includes('://') ? redactAddress(word) : word))
    .join('');
}

/** Redacts the text of an address, which may lack its scheme: `user:secret@collector:4317`. */
export function redactAddress(address: string): string {
  const scheme = address.indexOf('://');
  const start = scheme === -1 ? 0 : scheme + 3;
  const at = address.lastIndexOf('@');
  const credentials = at < start ? '' : REDACTED;
  const rest = at < start ? address.slice(start) : address.slice(at);
  return address.slice(0, start) + credentials + withoutValues(rest);
}

function withoutValues(address: string): string {
  const mark = address.search(/[?#]/);
  if (mark === -1) return address;
  const pairs = address
    .slice(mark + 1)
    .split(/([&#])/)
    .map(hideValue);
  return address.slice(0, mark + 1) + pairs.join('');
}

function hideValue(pair: string): string {
  if (pair === '' || pair === '&' || pair === '#') return pair;
  return pair.slice(0, pair.indexOf('=') + 1) + REDACTED;
}
