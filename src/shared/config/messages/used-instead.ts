import { redactUrls } from '../../urls/redact-text';
import { protocolReason } from '../derived/otlp-address';
import type { Problem, ResolvedConfig, ValuesInForce } from '../resolved-config';
import type { SettingName } from '../settings';
import { findSetting, standaloneRow } from '../settings';
import { showValue } from './show-value';

/** Value that is used instead of a problem's text. */
export function usedInstead({ setting, used, of }: Problem, config: ResolvedConfig): string {
  return used ?? valueInEffect(setting, of ?? config) ?? 'the default';
}

/**
 * Formats a setting's value for reading; for an unset setting the effective value in this configuration. Undefined for
 * a name without a row.
 */
export function valueInEffect(name: string, config: ValuesInForce): string | undefined {
  const row = findSetting(name);
  if (row === undefined) return undefined;
  const value = config.get(name as SettingName);
  if (isSamplerOfFile(name, config)) return `that of tracer_provider.sampler in ${config.declared!.file}`;
  const derived = value === undefined ? derivedValue(name, config) : undefined;
  return derived ?? showValue(standaloneRow(row), value);
}

/** True for a setting of sampling in whose place a file has a sampler that no setting can say. */
export function isSamplerOfFile(name: string, { declared, given, get }: ValuesInForce): boolean {
  const isInForce = declared?.sampler !== undefined && get('OTEL_AGENT_SAMPLING_RULES') === undefined;
  return isInForce && SAMPLER.test(name) && !given.has(name);
}

/** Derives an endpoint or a protocol that is not set: they follow from each other. */
function derivedValue(name: string, config: ValuesInForce): string | undefined {
  const [, own, part] = OTLP.exec(name) ?? [];
  if (part === undefined) return undefined;
  const signal = SIGNALS.find(candidate =>
    own === undefined ? !hasOwn(config, candidate, part) : candidate === own,
  );
  if (signal === undefined) return 'nothing: each signal has its own';
  const { protocol, url } = config.signals[signal.toLowerCase() as Lowercase<typeof signal>];
  const base = config.get('OTEL_EXPORTER_OTLP_ENDPOINT');
  if (part === 'PROTOCOL') {
    const address = config.get(`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`) ?? base;
    return `${protocol} (${protocolReason(address)})`;
  }
  const shown = own === undefined ? url.replace(/\/v1\/\w+(?=$|\?)/, '') : url;
  return `${redactUrls(shown)} (${protocol})`;
}

const SAMPLER = /^OTEL_TRACES_SAMPLER(_ARG)?$/;
const OTLP = /^OTEL_EXPORTER_OTLP_(?:(TRACES|METRICS|LOGS)_)?(ENDPOINT|PROTOCOL)$/;
const SIGNALS = ['TRACES', 'METRICS', 'LOGS'] as const;

function hasOwn(config: ValuesInForce, signal: (typeof SIGNALS)[number], part: string): boolean {
  return config.given.has(`OTEL_EXPORTER_OTLP_${signal}_${part}`);
}
