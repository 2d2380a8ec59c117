/** Tells whether a query parameter is secret, by its name as it stands in a URL and the length of its value. */
export type IsSecret = (name: string, length: number) => boolean;

/**
 * Names of secrets, without `-`, `_`, `.` and capitals. The semantic conventions (`url.full`) name AWSAccessKeyId,
 * Signature, sig and X-Goog-Signature; the others are common names of credentials.
 */
const NAMES =
  'sig signature hmac apikey token jwt sas pwd passwd password passphrase secret authorization bearer credential ' +
  'credentials jsessionid phpsessid otp samlrequest samlresponse';
/** Endings of names of secrets: `access_token`, `X-Amz-Signature`, `client_secret`, `AWSAccessKeyId`. */
const ENDINGS =
  /(?:token|secret|password|passwd|passphrase|signature|apikey|accesskey|accesskeyid|secretkey|privatekey|sessionid|credentials?)$/;
/**
 * Everyday names that credentials have as well: Google's APIs take their keys as `key`, Azure Functions theirs and
 * OAuth its grants as `code`. The length of the value tells.
 */
const AMBIGUOUS = new Set('key code sign auth pass session sid ticket assertion'.split(' '));
const SHORTEST_CREDENTIAL = 16;

const NEVER = Number.POSITIVE_INFINITY;
/** Most names to remember: each is judged once, and an app uses few. */
const MAX_KNOWN = 500;

/** Makes the test for the usual names and further ones; a name behind a `-` is not secret: `invite,-code`. */
export function secretParameters(more: readonly string[] = []): IsSecret {
  const names = new Set([...NAMES.split(' '), ...more.filter(name => !name.startsWith('-')).map(plain)]);
  const shown = new Set(more.filter(name => name.startsWith('-')).map(plain));
  /** Length of its value from which on a name is secret. */
  const known = new Map<string, number>();
  return (name, length) => length >= (known.get(name) ?? judge(name));

  function judge(name: string): number {
    const secretFrom = Math.min(...parts(name).map(judgePart));
    if (known.size >= MAX_KNOWN) known.clear();
    known.set(Buffer.from(name).toString(), secretFrom); // Copied: the name itself would keep its whole URL in memory.
    return secretFrom;
  }

  function judgePart(part: string): number {
    if (shown.has(part)) return NEVER;
    if (names.has(part) || ENDINGS.test(part)) return 0;
    return AMBIGUOUS.has(part) ? SHORTEST_CREDENTIAL : NEVER;
  }
}

/** Splits a name: `user[password]` is about a password. */
function parts(name: string): string[] {
  return decoded(name)
    .split(/[[\]?]/)
    .map(plain);
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[-_.\s]/g, '');
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name; // Other readers cannot decode it either.
  }
}
