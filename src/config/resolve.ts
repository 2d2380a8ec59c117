import { batchingOf } from './batching';
import { gather } from './gather';
import { limitsOf } from './limits';
import { conflictReporter } from './problems';
import { resolveRows } from './resolve-rows';
import type { ResolvedConfig } from './resolved-config';
import { samplerOf } from './sampler';
import { signalsOf } from './signals';
import { environmentSource, flagSource } from './sources';

/** What a configuration is made from. Nothing else is looked at. */
export interface ResolveInput {
  readonly env: NodeJS.ProcessEnv;
  /** Flags by environment name of the setting; they win over `env`. */
  readonly flags?: Readonly<Record<string, string>>;
  /** Short names of every instrumentation there is; without it names of instrumentations are not checked. */
  readonly instrumentationNames?: readonly string[];
  /** Reads certificate files; `fs.readFileSync` when left out. */
  readonly readFile?: (path: string) => Uint8Array;
}

/** Resolves every setting once. Never throws: what cannot be used is in `problems`. */
export function resolveConfig(input: ResolveInput): ResolvedConfig {
  // The first source that gives a setting wins.
  const sources = [flagSource(input.flags ?? {}), environmentSource(input.env)];
  const gathered = gather(sources, input.instrumentationNames);
  const { values, settings, problems } = resolveRows(gathered, input);
  const report = conflictReporter(gathered.given, problems);
  return {
    values,
    settings,
    signals: signalsOf(values, report),
    sampler: samplerOf(values, report),
    limits: limitsOf(values),
    batching: batchingOf(values, report),
    problems,
    unknown: gathered.unknown,
    ignored: gathered.ignored,
    former: gathered.former,
  };
}
