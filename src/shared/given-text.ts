/**
 * Strips the blanks and quotes around a setting's text: `docker --env-file` and nested YAML hand quotes on. Quotes
 * within stay. The guard runs this on Node 12.
 */
export function givenText(text: string): string {
  return text
    .trim()
    .replace(/^(["'])((?:(?!\1)[\s\S])*)\1$/, '$2')
    .trim();
}
