import type { Destination } from '../../../shared/otlp/destination';
import type { SendResult } from '../types';

/** Hides credentials in a reply's text, which a receiver may have copied from the request: the text goes to stderr. */
export function withoutCredentials(result: SendResult, { headers }: Destination): SendResult {
  if (result.kind !== 'sent') return { ...result, reason: hide(result.reason, headers) };
  return result.message === undefined ? result : { ...result, message: hide(result.message, headers) };
}

const REDACTED = '[redacted]';

/** Shorter values are no secrets, and are parts of words. */
const MIN_CHARS = 4;

/** Form of credentials in any text. `bearer token` is none. */
const CREDENTIALS = /\b([Bb]earer|[Bb]asic)\s+(?=\S*[A-Z\d]|\S{16})[\w.~+/=-]{6,}/g;

function hide(text: string, headers: Destination['headers']): string {
  const secrets = Object.entries(headers)
    .filter(([name]) => name !== 'user-agent')
    .flatMap(([, value]) => [value, value.slice(value.lastIndexOf(' ') + 1)])
    .filter(({ length }) => length >= MIN_CHARS)
    .sort((a, b) => b.length - a.length);
  const hidden = secrets.reduce((shown, secret) => withoutSecret(shown, secret), text);
  return hidden.replace(CREDENTIALS, `$1 ${REDACTED}`);
}

/** Texts of replies are cut: a secret may have lost its end. */
function withoutSecret(text: string, secret: string): string {
  const shown = text.replaceAll(secret, REDACTED);
  for (let length = secret.length - 1; length >= 2 * MIN_CHARS; length--)
    if (shown.endsWith(secret.slice(0, length))) return shown.slice(0, -length) + REDACTED;
  return shown;
}
