/** One row of the table. Pure data: its environment name is its key, its group the file it stands in. */
export type SettingRow = StandaloneRow | LikeRow;

/** Rows by environment name. */
export type SettingTable = Readonly<Record<string, SettingRow>>;

interface Common {
  /** One or two sentences in Markdown's plain subset; units said where the kind does not. */
  readonly description: string;
  /** What happens when nothing is set, for rows without a default. */
  readonly unset?: string;
  /** Never shown, printed or logged in clear. */
  readonly secret?: true;
  /** Older environment names that still work. */
  readonly formerly?: readonly string[];
  /** Left out of `--help` (docs and `--print-config` have it). */
  readonly hidden?: true;
  /** Among the README's most used settings. */
  readonly common?: true;
  /** Flag without its dashes, where it is not the environment name without OTEL_ or OTEL_AGENT_; false for none. */
  readonly flag?: string | false;
}

/** A row with a kind of value of its own. Without a default its value may be undefined. */
export type StandaloneRow = Common &
  (
    | { readonly kind: 'text'; readonly default?: string }
    | { readonly kind: 'boolean' | 'switch'; readonly default?: boolean }
    | (WordRules & { readonly kind: 'word'; readonly default?: string })
    | (WordRules & { readonly kind: 'words' | 'wordsOrSwitch'; readonly default?: readonly string[] })
    | { readonly kind: 'list' | 'instrumentations'; readonly default?: readonly string[] }
    | { readonly kind: 'count'; readonly min: number; readonly max?: number; readonly default?: number }
    | { readonly kind: 'duration' | 'timeout' | 'bytes'; readonly min?: number; readonly default?: number }
    | { readonly kind: 'attributes' | 'headers'; readonly default?: Readonly<Record<string, string>> }
    | { readonly kind: 'instrumentationSwitches'; readonly default: Readonly<Record<string, boolean>> }
    | { readonly kind: 'instrumentationOptions'; readonly default: Readonly<Record<string, Options>> }
    | { readonly kind: 'endpoint' | 'url' | 'pemFile' }
  );

/** A row that is another one for a part of its uses: `like` counts where this one is not set. */
interface LikeRow {
  readonly like: string;
  /** What it is for alone: `traces`, `log records`. */
  readonly only: string;
  readonly formerly?: readonly string[];
}

/** What the word kinds know of their words. */
export interface WordRules {
  readonly words: readonly string[];
  /** Words that stand for a whole list: `all`, `none`. */
  readonly whole?: Readonly<Record<string, readonly string[]>>;
  /** Other spellings of a word. */
  readonly alias?: Readonly<Record<string, string>>;
  /** Words that are refused with a reason of their own. */
  readonly gone?: Readonly<Record<string, string>>;
}

/** Serialisable options of one instrumentation. */
export type Options = Readonly<Record<string, unknown>>;

/** Name of a kind of value. */
export type KindName = StandaloneRow['kind'];
