import type { Part } from '../rules/refuse';
import type { Declared } from './declared';
import type { Batching } from './derived/batching';
import type { Limits } from './derived/limits';
import type { Sampler } from './derived/sampler';
import type { SignalExports } from './derived/signals';
import type { GetValue } from './read/get-value';
import type { ValueSource } from './read/sources';

/** All that the agent needs to know about its settings, as plain values: nothing is read later. */
export interface ResolvedConfig {
  /** Returns the value of any setting. */
  readonly get: GetValue;
  /** Export of each signal. */
  readonly signals: SignalExports;
  readonly sampler: Sampler;
  readonly limits: Limits;
  readonly batching: Batching;
  /** Values that were given and could be used, by the setting's environment name. */
  readonly given: ReadonlyMap<string, GivenValue>;
  readonly problems: readonly Problem[];
  /** OTEL_ names that match no setting, with their texts; `classifyNames` classifies them. */
  readonly strangers: ReadonlyMap<string, string>;
  /** Older names that were used. */
  readonly former: readonly { readonly name: string; readonly now: string }[];
  readonly instrumentationNames: readonly string[] | undefined;
  /** Parts that only a configuration file can have; undefined without one. */
  readonly declared?: Declared;
}

/** Value with its origin. `value` and `raw` are in clear, even of secrets. */
export interface GivenValue {
  readonly value: unknown;
  /** Text as given. */
  readonly raw: string;
  readonly source: ValueSource;
}

/** Text that could not be used as it was given. Show it through `problemLine`: `value` is in clear. */
export interface Problem {
  /** Name under which it was given. */
  readonly name: string;
  /** Environment name of the setting, or the path within a file. */
  readonly setting: string;
  /** Undefined for a part of a file that is no single value. */
  readonly value: string | undefined;
  readonly source: ValueSource;
  /** `is not a whole number` */
  readonly message: string;
  /** Value used instead; undefined for the setting's present value. */
  readonly used: string | undefined;
  /** Part of the value that it is about, and what is wrong with that part by itself. */
  readonly part?: Part | undefined;
  /** Values of the processor or reader that it is about, in a file that has several. */
  readonly of?: ValuesInForce;
}

/** Values with which a text that cannot be used is replaced. */
export type ValuesInForce = Pick<ResolvedConfig, 'get' | 'given' | 'signals' | 'declared'>;
