import type { Part } from '../../rules/refuse';
import type { RulesKind, StandaloneRow } from '../setting';

/** Tools of a parser. */
export interface ParseContext {
  readonly row: StandaloneRow;
  /**
   * Reports why the text, or a part of it, cannot be used: `is not a whole number`. Returns undefined, as for an unset
   * setting.
   */
  refuse(reason: string, part?: Part): undefined;
  /** Reads a file's bytes; throws as `fs.readFileSync` does. */
  readFile(path: string): Uint8Array;
  /** Reads rules; undefined if the caller has no code for it. */
  readonly readRules: ReadRules | undefined;
  /** Short names of every instrumentation; undefined if the caller does not know them: then none is checked. */
  readonly instrumentationNames: readonly string[] | undefined;
}

/** Reads a text. Returns the value, or undefined after `refuse`; a value beside a refusal is the usable part. */
export type Parse<T> = (text: string, context: ParseContext) => T | undefined;

/** Reads the text of a kind of rules (src/agent/rules.ts); the result is of that kind's type. */
export type ReadRules = (kind: RulesKind, text: string, refuse: ParseContext['refuse']) => unknown;
