import { redactAddress, redactUrls } from '../../urls/redact-text';
import type { Address } from '../kinds/addresses';
import type { ResolvedConfig } from '../resolved-config';
import { type Hint, type HintRule, hintAbout } from './hint';

/**
 * Hints about endpoints whose path OTLP over HTTP changes against expectation: a signal's path is added to the base
 * endpoint, but not to a signal's own.
 */
export const endpointHints: HintRule = config => [
  baseHint(config),
  ...SIGNALS.map(signal => ownHint(config, signal)),
  zipkinHint(config),
];

const SIGNALS = ['TRACES', 'METRICS', 'LOGS'] as const;
type Signal = (typeof SIGNALS)[number];

function baseHint(config: ResolvedConfig): Hint | undefined {
  const name = 'OTEL_EXPORTER_OTLP_ENDPOINT';
  const address = config.get(name);
  const [ending] = /\/v1(\/(traces|metrics|logs))?\/?$/.exec(pathOf(address)) ?? [];
  const signal = SIGNALS.find(candidate => isHttp(config, candidate) && !hasOwn(config, candidate));
  if (address === undefined || ending === undefined || signal === undefined) return undefined;
  const { url } = exportOf(config, signal);
  const mend = redactAddress(address.text.replace(ending, ''));
  return hintAbout(
    config,
    name,
    `is the base address, to which /v1/${lower(signal)} is added: ${lower(signal)} go to ${redactUrls(url)}; write ${mend}`,
  );
}

function ownHint(config: ResolvedConfig, signal: Signal): Hint | undefined {
  const name = `OTEL_EXPORTER_OTLP_${signal}_ENDPOINT` as const;
  const address = config.get(name);
  if (address === undefined || !isHttp(config, signal)) return undefined;
  const path = pathOf(address);
  const wanted = `/v1/${lower(signal)}`;
  const [, other] = /\/v1\/(traces|metrics|logs)\/?$/.exec(path) ?? [];
  if (path !== '/' && (other === undefined || other === lower(signal))) return undefined;
  const flaw = path === '/' ? 'has no path, and none is added' : `ends in the path of ${other}`;
  const mend = withPath(address, path.replace(/(\/v1\/\w+)?\/?$/, wanted));
  return hintAbout(config, name, `${flaw}; write ${mend}`);
}

function zipkinHint(config: ResolvedConfig): Hint | undefined {
  const name = 'OTEL_EXPORTER_ZIPKIN_ENDPOINT';
  const address = config.get(name);
  if (address === undefined || pathOf(address) !== '/') return undefined;
  const mend = withPath(address, '/api/v2/spans');
  return hintAbout(config, name, `has no path, and none is added; write ${mend}`);
}

/** Path of an address without the query. */
function pathOf(address: Address | undefined): string {
  return address?.path.replace(/\?.*$/, '') ?? '';
}

/** Address with another path, safe for messages. */
function withPath({ text, path, scheme, socketPath }: Address, wanted: string): string {
  if (socketPath !== undefined) return `unix:${socketPath}:${wanted}`;
  const [, origin] = /^((?:[a-z]+:\/\/)?[^/?#]*)/i.exec(redactAddress(text))!;
  const start = scheme === undefined ? 'http://' : '';
  const query = path.indexOf('?');
  return redactAddress(start + origin + wanted + (query < 0 ? '' : path.slice(query)));
}

function isHttp(config: ResolvedConfig, signal: Signal): boolean {
  return exportOf(config, signal).protocol !== 'grpc';
}

function hasOwn({ get }: ResolvedConfig, signal: Signal): boolean {
  return get(`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`) !== undefined;
}

function exportOf({ signals }: ResolvedConfig, signal: Signal) {
  return signals[lower(signal)];
}

function lower<Name extends Signal>(signal: Name) {
  return signal.toLowerCase() as Lowercase<Name>;
}
