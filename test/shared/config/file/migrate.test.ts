// biome-ignore-all lint/suspicious/noTemplateCurlyInString: references to the environment look like this.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readRules } from '../../../../src/agent/rules';
import { resolveConfig, type SettingName } from '../../../../src/shared/config';
import { writeFile } from '../../../../src/shared/config/file/migrate/write-file';
import { BEFORE_THE_FILE } from '../../../../src/shared/config/file/parts/distribution';
import type { ResolvedConfig } from '../../../../src/shared/config/resolved-config';
import { findSetting, settingNames, standaloneRow } from '../../../../src/shared/config/settings';
import * as fc from '../../../fast-check';
import { instrumentationNames } from '../resolve-env';
import { problemsOf, resolveText } from './resolve-text';

const folder = mkdtempSync(path.join(tmpdir(), 'otel-agent-migrate-'));
const pem = path.join(folder, 'any.pem');
writeFileSync(pem, '-----BEGIN CERTIFICATE-----\n');
afterAll(() => rmSync(folder, { recursive: true }));

const names = settingNames().filter(name => !BEFORE_THE_FILE.some(one => one === name));

/** Texts for a setting that are not its default. */
function samplesOf(name: string): string[] {
  if (name === 'OTEL_TRACES_SAMPLER_ARG') return ['0.25'];
  if (name === 'OTEL_EXPORTER_OTLP_ENDPOINT')
    return ['http://a:4317', 'https://u:p@a/x', 'a:1', 'unix:/a/b.sock'];
  const row = standaloneRow(findSetting(name)!);
  switch (row.kind) {
    case 'boolean':
      return [String(row.default !== true)];
    case 'switch':
    case 'switchOrFolder':
    case 'switchOrFile':
      return [row.default === true ? 'off' : 'on', ...(row.kind === 'switch' ? [] : ['/a folder/$x'])];
    case 'word':
    case 'words':
    case 'wordsOrSwitch':
      return [...row.words, ...Object.keys(row.whole ?? {})];
    case 'list':
    case 'globs':
      return ['a', 'x-one,x-two'];
    case 'instrumentations':
      return ['pg', 'http,fs'];
    case 'count':
    case 'duration':
    case 'timeout':
      return ['7', '0'].slice(0, (('min' in row && row.min) || 0) > 0 ? 1 : 2);
    case 'period':
      return ['90s'];
    case 'bytes':
      return ['3MiB', '1000'];
    case 'attributes':
      return ['a=b,c=d%20e%2C${X},service.name=other'];
    case 'headers':
      return ['a=b,c=d%20e'];
    case 'instrumentationSwitches':
      return [];
    case 'instrumentationOptions':
      return [
        '{"http":{"redactedQueryParams":["${X}","2"],"headersToSpanAttributes":{"server":{"requestHeaders":["a"]}}},"pg":{"requireParentSpan":true}}',
      ];
    case 'endpoint':
    case 'url':
    case 'proxy':
      return ['http://a.example:81/b/c?d=e', 'http://u:p@a:82'];
    case 'pemFile':
      return [pem];
    case 'keepRules':
      return ['errors', 'errors,slow>800ms,slow>p99.5', '[errors, "slow>2s"]'];
    case 'redactionRules':
      return ['off', 'email,key:customer.*=hash,-token', '[{regex: "a,${X}", action: drop}, jwt]'];
    case 'attributeRules':
      return [
        'header:x-tenant=tenant,baggage:app.*',
        '[{query: "p${X}", as: page, type: int, kind: [server, client], max_length: 9}]',
      ];
    case 'nameRules':
      return ['[{match: {kind: server}, name: "{http.request.method} {http.route} ${X}"}]'];
    case 'samplingRules':
      return ['[{match: {path: "/healthz$$"}, drop: true}, {match: {kind: server}, ratio: 0.5}]'];
    default:
      return ['a "text": with ${X} and #', '0123'];
  }
}

/** All that counts of a configuration. */
function effects(config: ResolvedConfig) {
  const { signals, sampler, limits, batching, get } = config;
  // Settings of exporters count only where these are used: below.
  const isFolded = (name: string) =>
    /^OTEL_EXPORTER_|^OTEL_METRIC_EXPORT_|_(EXPORTER|SAMPLER|SAMPLER_ARG)$/.test(name);
  const { OTEL_SERVICE_NAME: service, ...others } = Object.fromEntries(
    names.filter(name => !isFolded(name)).map(name => [name, get(name)]),
  );
  const attributes = others.OTEL_RESOURCE_ATTRIBUTES as Record<string, string>;
  const isEnv = get('OTEL_NODE_RESOURCE_DETECTORS').includes('env');
  return {
    ...others,
    OTEL_RESOURCE_ATTRIBUTES: isEnv
      ? { ...attributes, 'service.name': service ?? attributes['service.name'] }
      : service,
    // The order says nothing.
    OTEL_NODE_RESOURCE_DETECTORS: [...get('OTEL_NODE_RESOURCE_DETECTORS')].sort(),
    traces: {
      targets: plain(signals.traces.targets),
      rules: signals.traces.exporters.length && batching.traces,
    },
    logs: { targets: plain(signals.logs.targets), rules: signals.logs.exporters.length && batching.logs },
    metrics: {
      targets: plain(signals.metrics.targets),
      exporters: signals.metrics.exporters,
      ...(signals.metrics.exporters.length > 0 && {
        temporality: get('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'),
        histogram: get('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION'),
        periodic: signals.metrics.exporters.some(exporter => exporter !== 'prometheus') && [
          get('OTEL_METRIC_EXPORT_INTERVAL'),
          get('OTEL_METRIC_EXPORT_TIMEOUT'),
        ],
        prometheus: signals.metrics.exporters.includes('prometheus') && [
          get('OTEL_EXPORTER_PROMETHEUS_HOST'),
          get('OTEL_EXPORTER_PROMETHEUS_PORT'),
        ],
      }),
    },
    sampler: signals.traces.exporters.length > 0 && sampler,
    limits,
  };
}

const plain = (targets: ResolvedConfig['signals']['traces']['targets']) =>
  targets.map(({ exporter, destination }) => ({ exporter, destination }));

function roundTrip(env: Record<string, string>) {
  const before = resolveConfig({ env, instrumentationNames, readRules });
  const text = writeFile(before);
  const after = resolveText(text, { env });
  return { before, after, text };
}

test.each(names.flatMap(name => samplesOf(name).map(sample => [name, sample] as [SettingName, string])))(
  '%s=%s means the same in a file',
  (name, sample) => {
    const env = {
      [name]: sample,
      ...(name === 'OTEL_TRACES_SAMPLER_ARG' && { OTEL_TRACES_SAMPLER: 'traceidratio' }),
    };
    const { before, after, text } = roundTrip(env);
    expect({ text, effects: effects(after) }).toEqual({ text, effects: effects(before) });
    // A problem of all signals is one of each in the file.
    expect(problemsOf(after).length).toBeLessThanOrEqual(3 * before.problems.length);
  },
);

test('and so do any of them together', () => {
  const choice = fc.constantFrom(...names.filter(name => samplesOf(name).length > 0));
  fc.assert(
    fc.property(fc.uniqueArray(choice, { maxLength: 12 }), fc.nat(), (chosen, seed) => {
      const env = Object.fromEntries(
        chosen.map((name, index) => [name, samplesOf(name)[(seed + index) % samplesOf(name).length]!]),
      );
      const { before, after, text } = roundTrip(env);
      expect({ text, effects: effects(after) }).toEqual({ text, effects: effects(before) });
    }),
    { numRuns: fc.draws(150) },
  );
});

test('rules of pushed metrics beside a reader that is scraped', () => {
  const env = { OTEL_METRICS_EXPORTER: 'prometheus', OTEL_METRIC_EXPORT_INTERVAL: '7' };
  const { after, text } = roundTrip(env);
  expect([problemsOf(after), after.get('OTEL_METRIC_EXPORT_INTERVAL')]).toEqual([[], 7]);
  expect(text).toContain('metric_export_interval: 7');
});

test('an instrumentation that is switched', () => {
  const env = { OTEL_INSTRUMENTATION_SOCKET_IO_ENABLED: 'false', OTEL_INSTRUMENTATION_FS_ENABLED: 'true' };
  const { before, after } = roundTrip(env);
  expect(effects(after)).toEqual(effects(before));
  expect(after.get('OTEL_INSTRUMENTATION_<NAME>_ENABLED')).toEqual({ 'socket.io': false, fs: true });
});

test('secrets stay in the environment, and so do settings that are read before the file', () => {
  const env = {
    OTEL_EXPORTER_OTLP_HEADERS: 'api-key=hunter2',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://me:hunter3@collector:4318',
    OTEL_AGENT_WORKERS: 'off',
  };
  const { text } = roundTrip(env);
  expect(text).not.toMatch(/hunter/);
  expect(text).toContain('# These stay in the environment: OTEL_AGENT_WORKERS.');
});
