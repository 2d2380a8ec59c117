import type { StandaloneRow } from '../setting';

/** What a parser may use and say. */
export interface ParseContext {
  readonly row: StandaloneRow;
  /** Says why the text, or a part of it, cannot be used: `is not a whole number`. Returns undefined: use what an unset setting has. */
  refuse(reason: string): undefined;
  /** The file's bytes; throws as `fs.readFileSync` does. */
  readFile(path: string): Uint8Array;
  /** Short names of every instrumentation; undefined when the caller does not know them: then none is checked. */
  readonly instrumentationNames: readonly string[] | undefined;
}

/** Reads a text. The value, or undefined after `refuse`; a value beside a refusal is what was usable. */
export type Parse<T> = (text: string, context: ParseContext) => T | undefined;
