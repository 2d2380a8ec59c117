import type { Batching } from './batching';
import type { GetValue } from './get-value';
import type { Limits } from './limits';
import type { Sampler } from './sampler';
import type { Signals } from './signals';
import type { ValueSource } from './sources';

/** Everything the agent needs to know about its settings. Plain values; nothing is read later. */
export interface ResolvedConfig {
  /** The value of any setting. */
  readonly get: GetValue;
  /** What each signal's export comes to. */
  readonly signals: Signals;
  readonly sampler: Sampler;
  readonly limits: Limits;
  readonly batching: Batching;
  /** Values that somebody gave and that could be used, by the setting's environment name. */
  readonly given: ReadonlyMap<string, GivenValue>;
  readonly problems: readonly Problem[];
  /** OTEL_ names that no setting has, with their texts: `judgeNames` knows more. */
  readonly strangers: ReadonlyMap<string, string>;
  /** Older names that were heeded. */
  readonly former: readonly { readonly name: string; readonly now: string }[];
  readonly instrumentationNames: readonly string[] | undefined;
}

/** One value with its origin. `value` and `raw` are in clear, even of secrets. */
export interface GivenValue {
  readonly value: unknown;
  /** The text as given. */
  readonly raw: string;
  readonly source: ValueSource;
}

/** A text that could not be used as it was given. Show it through `problemLine`: `value` is in clear. */
export interface Problem {
  /** Name under which it was given. */
  readonly name: string;
  /** The setting's environment name. */
  readonly setting: string;
  readonly value: string;
  readonly source: ValueSource;
  /** `is not a whole number` */
  readonly message: string;
  /** What is used instead; undefined for what the setting has now. */
  readonly used: string | undefined;
}
