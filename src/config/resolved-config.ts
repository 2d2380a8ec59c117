import type { Batching } from './batching';
import type { Limits } from './limits';
import type { Sampler } from './sampler';
import type { Values } from './settings';
import type { Signals } from './signals';
import type { ValueSource } from './sources';

/** One setting with where its value came from. `value` and `raw` are in clear, even for secrets. */
export interface ResolvedSetting {
  readonly name: string;
  readonly value: unknown;
  readonly source: ValueSource;
  /** The text as given; undefined for a default. */
  readonly raw: string | undefined;
  readonly secret: boolean;
}

/** A value that could not be used as it was given. `value` is the text in clear: show it through `problemLine`. */
export interface Problem {
  readonly name: string;
  readonly value: string;
  readonly source: ValueSource;
  /** `is not a whole number` */
  readonly message: string;
  /** What is used instead, as text. */
  readonly used: string;
  readonly secret: boolean;
}

/** Everything the agent needs to know about its settings. Plain values; nothing in it reads anything later. */
export interface ResolvedConfig {
  readonly values: Values;
  readonly settings: readonly ResolvedSetting[];
  readonly problems: readonly Problem[];
  readonly unknown: readonly { readonly name: string; readonly suggestion: string | undefined }[];
  /** Names that this agent knows and does not heed. `tell`: the user should hear of it at start. */
  readonly ignored: readonly { readonly name: string; readonly reason: string; readonly tell: boolean }[];
  /** Older names that were heeded. */
  readonly former: readonly { readonly name: string; readonly now: string }[];
  readonly signals: Signals;
  readonly sampler: Sampler;
  readonly limits: Limits;
  readonly batching: Batching;
}
