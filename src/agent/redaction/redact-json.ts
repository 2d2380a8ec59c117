/** Strings and numbers; a string without an end goes on to the end. */
const TOKENS = /"(?:[^"\\]|\\[\s\S])*(?:"|$)|-?\d[\w.+-]*/g;

/**
 * Hides values in JSON, a document or several, with `?` for each: field names stay (semantic conventions,
 * Elasticsearch).
 */
export function redactJson(text: string): string {
  if (text.length > MAX_LENGTH) return `${redactJson(text.slice(0, MAX_LENGTH))}…`;
  return text.replace(TOKENS, (token, at: number) => {
    if (token[0] !== '"') return '?';
    return isFieldName(text, at + token.length) ? token : '"?"';
  });
}

const MAX_LENGTH = 16_384;
const COLON = 58;

function isFieldName(text: string, after: number): boolean {
  let at = after;
  while (text.charCodeAt(at) <= 32) at++;
  return text.charCodeAt(at) === COLON;
}
