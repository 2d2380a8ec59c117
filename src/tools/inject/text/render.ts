import { Scalar, stringify } from 'yaml';

/** Value in a manifest: plain JSON. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** Renders a value by indentation, as lines without line breaks. `indentSeq` puts dashes deeper than the key above. */
export function blockLines(value: Value, indentSeq: boolean): string[] {
  return stringify(value, { ...OPTIONS, indentSeq })
    .trimEnd()
    .split('\n');
}

/** Renders a value in brackets. With `step`, each member has a line of its own, deeper by that much. */
export function flowText(value: Value, step?: string): string {
  return step === undefined ? inOneLine(value) : JSON.stringify(value, null, step);
}

/** Renders a text as a scalar on one line, in the style of an earlier one; quoted within brackets, where a comma would end it. */
export function scalarText(value: string, style: Scalar.Type | undefined, inFlow: boolean): string {
  if (inFlow || value.includes('\n') || style?.startsWith('BLOCK')) return JSON.stringify(value);
  const scalar = new Scalar(value);
  if (style !== undefined) scalar.type = style;
  return stringify(scalar, OPTIONS).trimEnd();
}

// Readers of manifests still follow YAML 1.1, where more words need quotes.
const OPTIONS = { version: '1.1', lineWidth: 0 } as const;

function inOneLine(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}: ${inOneLine(member)}`,
  );
  return `{${members.join(', ')}}`;
}
