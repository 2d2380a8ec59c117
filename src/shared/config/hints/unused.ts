import type { ResolvedConfig } from '../resolved-config';
import { findSetting, type SettingName, settingNames } from '../settings';
import { type Hint, type HintRule, hintAbout } from './hint';

/**
 * Hints about settings that nothing reads in this configuration: of another exporter, of TLS without TLS, or without
 * use in the agent.
 */
export const unusedHints: HintRule = config => [
  ...exporterHints(config, /^OTEL_EXPORTER_ZIPKIN_/, 'OTEL_TRACES_EXPORTER', 'zipkin'),
  ...exporterHints(config, /^OTEL_EXPORTER_PROMETHEUS_/, 'OTEL_METRICS_EXPORTER', 'prometheus'),
  prometheusPortHint(config),
  ...tlsHints(config),
  envDetectorHint(config),
  ...leanHints(config),
  ...spoolHints(config),
  ...opampHints(config),
  ...inertHints(config),
];

function exporterHints(
  config: ResolvedConfig,
  settings: RegExp,
  exporters: 'OTEL_TRACES_EXPORTER' | 'OTEL_METRICS_EXPORTER',
  exporter: string,
): (Hint | undefined)[] {
  if ((config.get(exporters) as readonly string[]).includes(exporter)) return [];
  const message = `is without effect: add ${exporter} to ${exporters}, or remove it`;
  return [...config.given.keys()]
    .filter(name => settings.test(name))
    .map(name => hintAbout(config, name, message));
}

function prometheusPortHint(config: ResolvedConfig): Hint | undefined {
  const name = 'OTEL_EXPORTER_PROMETHEUS_HOST';
  if (!/^[^:]*:\d+$|\//.test(config.get(name))) return undefined;
  return hintAbout(config, name, 'is more than a host: set OTEL_EXPORTER_PROMETHEUS_PORT for the port');
}

/** Hints about certificates and OTEL_EXPORTER_OTLP_INSECURE beside an endpoint whose scheme contradicts them. */
function tlsHints(config: ResolvedConfig): (Hint | undefined)[] {
  return [...config.given.keys()].map(name => {
    const [, own, part] = TLS.exec(name) ?? [];
    if (part === undefined) return undefined;
    const signals = own === undefined ? SIGNALS : [own.toLowerCase() as (typeof SIGNALS)[number]];
    const exports = signals.map(signal => config.signals[signal]).filter(isOtlp);
    if (part === 'INSECURE') {
      if (config.get(name as 'OTEL_EXPORTER_OTLP_INSECURE') === false || exports.some(({ isTls }) => !isTls))
        return undefined;
      return hintAbout(
        config,
        name,
        'is without effect: the https:// of the endpoint decides; write http:// there',
      );
    }
    if (exports.some(({ isTls }) => isTls)) return undefined;
    return hintAbout(
      config,
      name,
      'is without effect: telemetry is sent without TLS; write https:// in the endpoint',
    );
  });
}

const TLS =
  /^OTEL_EXPORTER_OTLP_(?:(TRACES|METRICS|LOGS)_)?(CERTIFICATE|CLIENT_KEY|CLIENT_CERTIFICATE|INSECURE)$/;
const SIGNALS = ['traces', 'metrics', 'logs'] as const;

function isOtlp({ exporters }: { readonly exporters: readonly string[] }): boolean {
  return exporters.includes('otlp');
}

function envDetectorHint(config: ResolvedConfig): Hint | undefined {
  if (config.get('OTEL_NODE_RESOURCE_DETECTORS').includes('env')) return undefined;
  const message = 'is without effect: add env to OTEL_NODE_RESOURCE_DETECTORS';
  return hintAbout(config, 'OTEL_RESOURCE_ATTRIBUTES', message);
}

/** Hints about settings of the lean pieces beside upstream's. */
function leanHints(config: ResolvedConfig): (Hint | undefined)[] {
  if (config.get('OTEL_AGENT_LEAN')) return [];
  const message = (reason: string) => `is without effect beside OTEL_AGENT_LEAN=off: ${reason}`;
  return [
    hintAbout(config, 'OTEL_AGENT_PROXY', message('the official exporters know no such setting')),
    hintAbout(config, 'OTEL_AGENT_KEEP', message('the official processors hold no spans back')),
  ];
}

/** Hints about OTEL_AGENT_SPOOL beside the official exporters, and about its bounds without it. */
function spoolHints(config: ResolvedConfig): (Hint | undefined)[] {
  const name = 'OTEL_AGENT_SPOOL';
  if (config.get(name) === false) {
    const message = 'is without effect: set OTEL_AGENT_SPOOL, or remove it';
    return SPOOL_BOUNDS.map(bound => hintAbout(config, bound, message))
      .filter(Boolean)
      .slice(0, 1);
  }
  if (config.get('OTEL_AGENT_LEAN')) return [];
  const message = 'is without effect beside OTEL_AGENT_LEAN=off: the official exporters keep nothing on disk';
  return [hintAbout(config, name, message)];
}

/** Hints about settings of OpAMP without a server. */
function opampHints(config: ResolvedConfig): (Hint | undefined)[] {
  if (config.get('OTEL_AGENT_OPAMP_ENDPOINT') !== undefined) return [];
  const message = 'is without effect: set OTEL_AGENT_OPAMP_ENDPOINT, or remove it';
  return ['OTEL_AGENT_OPAMP_INTERVAL', 'OTEL_AGENT_OPAMP_HEADERS'].map(name =>
    hintAbout(config, name, message),
  );
}

const SPOOL_BOUNDS = [
  'OTEL_AGENT_SPOOL_SYNC',
  'OTEL_AGENT_SPOOL_MAX_BYTES',
  'OTEL_AGENT_SPOOL_MAX_AGE',
] as const;

/** Hints about known settings that no part of the agent can use: the row says why. */
function inertHints(config: ResolvedConfig): (Hint | undefined)[] {
  return settingNames().map((name: SettingName) => {
    const row = findSetting(name)!;
    if (!('inert' in row)) return undefined;
    return hintAbout(config, name, `is without effect: ${row.inert}`);
  });
}
