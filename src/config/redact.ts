/** Stands where a secret would. */
export const redacted = '[redacted]';

/** The text with user names, passwords and query values of any URL in it replaced; good for malformed URLs as well. */
export function redactUrls(text: string): string {
  if (!text.includes('://')) return text;
  return text
    .replace(/(:\/\/)[^/?#\s]*@/g, `$1${redacted}@`)
    .replace(/([?&][^=&#\s]+=)[^&#\s]*/g, `$1${redacted}`);
}
