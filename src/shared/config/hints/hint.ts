import type { ValueSource } from '../read/sources';
import type { ResolvedConfig } from '../resolved-config';

/**
 * Hint about a value that counts as given, but hardly does what its author wanted. Show it through `hintText`: `value`
 * is in clear.
 */
export interface Hint {
  /** Name under which it was given. */
  readonly name: string;
  /** Environment name of the setting. */
  readonly setting: string;
  readonly value: string;
  readonly source: ValueSource;
  /** Mistake and remedy: `is without effect: set OTEL_TRACES_SAMPLER=traceidratio, too`. */
  readonly message: string;
}

/** Looks for a kind of mistake. */
export type HintRule = (config: ResolvedConfig) => (Hint | undefined)[];

/** Makes a hint about a setting; undefined if it was not given. */
export function hintAbout({ given }: ResolvedConfig, setting: string, message: string): Hint | undefined {
  const { raw, source } = given.get(setting) ?? {};
  if (raw === undefined || source === undefined) return undefined;
  return {
    name: source.key ?? (source.kind === 'env' ? source.name : setting),
    setting,
    value: raw.trim(),
    source,
    message,
  };
}
