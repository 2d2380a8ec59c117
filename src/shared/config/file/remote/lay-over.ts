import type { RedactionRules } from '../../../rules/redaction-rules';
import { DEFAULT_KEYS } from '../../../rules/redaction-rules';
import type { Declared, SamplerTree } from '../../declared';
import { samplerOf } from '../../derived/sampler';
import type { SignalExports } from '../../derived/signals';
import { SWITCHES_NAME } from '../../read/given-texts';
import type { ValueSource } from '../../read/sources';
import { getterOf } from '../../resolve';
import type { GivenValue, ResolvedConfig } from '../../resolved-config';

/** Settings of a server, which win over those of this machine. */
export interface RemoteSettings {
  readonly given: ReadonlyMap<string, GivenValue>;
  /** Sampler that is none of OTEL_TRACES_SAMPLER's. */
  readonly sampler?: SamplerTree;
  /** Signals that are off. */
  readonly silent: ReadonlyMap<keyof SignalExports, ValueSource>;
}

/** Lays a server's settings over those of this machine. What the server leaves out stays as it is. */
export function layOver(local: ResolvedConfig, remote: RemoteSettings): ResolvedConfig {
  const given = new Map(local.given);
  const { sampler, silent } = remote;
  const hasSampler = sampler !== undefined || remote.given.has('OTEL_TRACES_SAMPLER');
  if (hasSampler) for (const name of SAMPLER) given.delete(name);
  for (const [name, value] of remote.given) given.set(name, together(name, local, value));
  for (const [signal, source] of silent)
    given.set(`OTEL_${signal.toUpperCase()}_EXPORTER`, { value: [], raw: 'none', source });
  const get = getterOf(given);
  const { declared, ...others } = local;
  return {
    ...others,
    get,
    given,
    sampler: samplerOf(get, () => {}),
    signals: withoutSilent(local.signals, silent),
    ...(sampler !== undefined
      ? { declared: { ...(declared ?? NO_FILE), sampler } }
      : declared && { declared: hasSampler ? withoutSampler(declared) : declared }),
  };
}

const SAMPLER = ['OTEL_TRACES_SAMPLER', 'OTEL_TRACES_SAMPLER_ARG'];

/** A server adds to switches and to redaction: it cannot make visible what this machine hides. */
function together(name: string, { get }: ResolvedConfig, value: GivenValue): GivenValue {
  if (name === SWITCHES_NAME)
    return { ...value, value: { ...(get(SWITCHES_NAME) as object), ...(value.value as object) } };
  if (name !== 'OTEL_AGENT_REDACT') return value;
  const local = get(name) ?? { rules: [], defaults: DEFAULT_KEYS };
  const { rules, defaults } = value.value as RedactionRules;
  return {
    ...value,
    value: {
      rules: [...local.rules, ...rules],
      defaults: [...new Set([...local.defaults, ...defaults])],
    } satisfies RedactionRules,
  };
}

function withoutSilent(signals: SignalExports, silent: RemoteSettings['silent']): SignalExports {
  const one = (signal: keyof SignalExports) =>
    silent.has(signal) ? { ...signals[signal], exporters: [], targets: [] } : signals[signal];
  return { traces: one('traces'), metrics: one('metrics'), logs: one('logs') };
}

function withoutSampler({ sampler: _sampler, ...declared }: Declared): Declared {
  return declared;
}

/** Stands in the place of a file where there is none. */
const NO_FILE: Declared = {
  file: 'opamp',
  ignored: [],
  views: [],
  resource: { typed: {} },
  readers: { pushed: [], scraped: [] },
};
