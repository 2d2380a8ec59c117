/** Row of the table, as pure data: its environment name is its key, its group the file it is in. */
export type SettingRow = StandaloneRow | LikeRow;

/** Rows by environment name. */
export type SettingTable = Readonly<Record<string, SettingRow>>;

interface Common {
  /** Description in one or two sentences of Markdown's plain subset, with the unit if the kind does not tell it. */
  readonly description: string;
  /** Behaviour when nothing is set, for rows without a default. */
  readonly unset?: string;
  /** Never shown, printed or logged in clear. */
  readonly secret?: true;
  /** Older environment names that still work. */
  readonly formerly?: readonly string[];
  /** Left out of `--help` (docs and `--print-config` have it). */
  readonly hidden?: true;
  /** Reason why no part of the agent can use it: `the instrumentations emit the stable conventions alone`. */
  readonly inert?: string;
  /** Texts that a rule of `hints/` checks: any, or those that match. */
  readonly hints?: true | RegExp;
  /** Listed among the README's most used settings. */
  readonly common?: true;
  /** Flag without its dashes, if it is not the environment name without OTEL_ or OTEL_AGENT_; false for none. */
  readonly flag?: string | false;
}

/** Row with a kind of value of its own. Without a default its value may be undefined. */
export type StandaloneRow = Common &
  (
    | { readonly kind: 'text'; readonly default?: string }
    | { readonly kind: 'boolean' | 'switch' | 'switchOrFolder' | 'switchOrFile'; readonly default?: boolean }
    | (WordRules & { readonly kind: 'word'; readonly default?: string })
    | (WordRules & { readonly kind: 'words' | 'wordsOrSwitch'; readonly default?: readonly string[] })
    | { readonly kind: 'list' | 'globs' | 'instrumentations'; readonly default?: readonly string[] }
    | { readonly kind: 'count'; readonly min: number; readonly max?: number; readonly default?: number }
    | {
        readonly kind: 'duration' | 'period' | 'timeout' | 'bytes';
        readonly min?: number;
        readonly default?: number;
      }
    | { readonly kind: 'attributes' | 'headers'; readonly default?: Readonly<Record<string, string>> }
    | { readonly kind: 'instrumentationSwitches'; readonly default: Readonly<Record<string, boolean>> }
    | { readonly kind: 'instrumentationOptions'; readonly default: Readonly<Record<string, Options>> }
    | { readonly kind: 'endpoint' | 'url' | 'opamp' | 'proxy' | 'pemFile' | RulesKind }
  );

/** Row for some uses of another setting: `like` counts if this row is not set. */
interface LikeRow {
  readonly like: string;
  /** Its use: `traces`, `log records`. */
  readonly only: string;
  readonly formerly?: readonly string[];
}

/** Rules for the words of the word kinds. */
export interface WordRules {
  readonly words: readonly string[];
  /** Words that stand for a whole list: `all`, `none`. */
  readonly whole?: Readonly<Record<string, readonly string[]>>;
  /** Other spellings of a word. */
  readonly alias?: Readonly<Record<string, string>>;
  /** Words that are refused, with their own reason. */
  readonly gone?: Readonly<Record<string, string>>;
}

/** Serialisable options of an instrumentation. */
export type Options = Readonly<Record<string, unknown>>;

/** Name of a kind of value. */
export type KindName = StandaloneRow['kind'];

/** Kinds of rules, whose code is loaded with the first of them. */
export type RulesKind = 'samplingRules' | 'keepRules' | 'redactionRules' | 'attributeRules' | 'nameRules';
