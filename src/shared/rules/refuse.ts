/** Place of a value within the rules: `[2, 'match', 'kind']`. */
export type Path = readonly (string | number)[];

/** Part of a value that cannot be used, and why. */
export interface Part {
  readonly path: Path;
  readonly message: string;
}

/** Reports why a part of the rules cannot be used. Returns undefined, for "no rule". */
export type Refuse = (path: Path, message: string) => undefined;

/** Names a place as people count: `rule 3, match.kind`. */
export function placeText([index, ...keys]: Path): string {
  if (index === undefined) return 'the whole';
  return [`rule ${Number(index) + 1}`, ...(keys.length > 0 ? [keys.join('.')] : [])].join(', ');
}

export type Plain = Readonly<Record<string, unknown>>;

/** True for what a map of YAML or an object of JSON becomes. */
export function isPlain(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
