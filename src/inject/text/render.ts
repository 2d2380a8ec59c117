import { Scalar, stringify } from 'yaml';

/** What stands in a manifest: plain JSON. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** A value by indentation, as lines without line breaks. `indentSeq`: dashes stand deeper than the key above them. */
export function blockLines(value: Value, indentSeq: boolean): string[] {
  return stringify(value, { ...options, indentSeq })
    .trimEnd()
    .split('\n');
}

/** A value in brackets. With `step`, each member is on a line of its own, deeper by that much. */
export function flowText(value: Value, step?: string): string {
  return step === undefined ? inOneLine(value) : JSON.stringify(value, null, step);
}

/** A text as a scalar in one line, in the style of an earlier one; in brackets quoted, since commas would end it there. */
export function scalarText(value: string, style: Scalar.Type | undefined, inFlow: boolean): string {
  if (inFlow || value.includes('\n') || style?.startsWith('BLOCK')) return JSON.stringify(value);
  const scalar = new Scalar(value);
  if (style !== undefined) scalar.type = style;
  return stringify(scalar, options).trimEnd();
}

// By YAML 1.1 more words need quotes, and readers of manifests still go by it.
const options = { version: '1.1', lineWidth: 0 } as const;

function inOneLine(value: Value): string {
  if (Array.isArray(value)) return `[${value.map(inOneLine).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}: ${inOneLine(member)}`,
  );
  return `{${members.join(', ')}}`;
}
