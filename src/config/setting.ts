/** What a parser may use and say. Parsers never throw; a text they cannot use is refused with a reason. */
export interface ParseContext {
  /** Says why the text cannot be used, e.g. `is not a whole number`. Returns undefined, which means "use the default". */
  refuse(reason: string): undefined;
  /** The file's bytes; throws as `fs.readFileSync` does. */
  readFile(path: string): Uint8Array;
  /** Short names of every instrumentation; undefined when the caller does not know them: then none is checked. */
  readonly instrumentationNames: readonly string[] | undefined;
}

/** A kind of value: how it is read from text and shown again. Shared by all settings of that kind. */
export interface SettingType<T> {
  /** What a value looks like, for help and docs: `whole number`, `true or false`. */
  readonly form: string;
  /** The value, or undefined after `refuse`. A value beside a refusal means: this part of it was usable. */
  parse(text: string, context: ParseContext): T | undefined;
  /** Text for people. Left out where `String(value)` will do. */
  show?(value: T): string;
}

/** One row of the table. Its environment name is its key there, its group is the file it stands in. */
export interface Setting<T = unknown, D extends T | undefined = T | undefined> {
  readonly type: SettingType<T>;
  readonly default: D;
  /** One or two sentences in Markdown's plain subset; units said where the form does not. */
  readonly description: string;
  /** What happens when nothing is set, for settings whose default is undefined. */
  readonly unset?: string;
  /** Never shown, printed or logged in clear. */
  readonly secret?: true;
  /** Environment name of the setting whose value counts when this one is not set. It stands earlier in the table. */
  readonly fallback?: string;
  /** Older environment names that still work. */
  readonly formerly?: readonly string[];
  /** Left out of `--help` (docs and `--print-config` have it). */
  readonly hidden?: true;
  /** Among the README's most used settings. */
  readonly common?: true;
  /** Flag without its dashes, where it is not the environment name without its prefix. */
  readonly flag?: string;
}

/** Settings that belong together in help and docs. */
export interface SettingGroup {
  readonly title: string;
  readonly settings: Readonly<Record<string, Setting>>;
}

/** The value a row's consumers get: undefined only where the default is undefined. */
export type ValueOf<Row> =
  Row extends Setting<infer T, infer D> ? (undefined extends D ? T | undefined : T) : never;

/** Types a row: its default must be a value of its type, or undefined. */
export function setting<T, const D extends T | undefined>(row: Setting<T, D>): Setting<T, D> {
  return row;
}
