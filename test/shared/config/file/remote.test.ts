import { readRules } from '../../../../src/agent/rules';
import { layOver } from '../../../../src/shared/config/file/remote/lay-over';
import { readRemote } from '../../../../src/shared/config/file/remote/read-remote';
import { instrumentationNames, resolveEnv } from '../resolve-env';
import { fileOf, resolveText } from './resolve-text';

const read = (...lines: readonly string[]) =>
  readRemote(lines.join('\n'), { instrumentationNames, readRules });

/** Settings of this machine, with a server's over them. */
function over(local: ReturnType<typeof resolveEnv>, ...lines: readonly string[]) {
  const { settings, flaws } = read(...lines);
  expect(flaws).toEqual([]);
  return layOver(local, settings!);
}

test('what a server leaves out stays as it is; switches and redaction are added to', () => {
  const local = resolveEnv({
    OTEL_TRACES_SAMPLER: 'traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.5',
    OTEL_AGENT_IGNORE_PATHS: '/healthz',
    OTEL_AGENT_REDACT: 'email,-token,key:x-*',
    OTEL_INSTRUMENTATION_PG_ENABLED: 'false',
  });
  const { get, sampler, signals } = over(
    local,
    'log_level: debug',
    'tracer_provider: {sampler: {always_on: }}',
    'instrumentation/development: {js: {http: {enabled: false}}}',
    'distribution: {otel_agent: {redact: [jwt], logs_exporter: none, keep: [errors]}}',
  );
  expect(sampler.name).toBe('always_on');
  expect(get('OTEL_TRACES_SAMPLER_ARG')).toBeUndefined();
  expect(get('OTEL_LOG_LEVEL')).toBe('debug');
  expect(get('OTEL_AGENT_IGNORE_PATHS')).toEqual(['/healthz']);
  expect(get('OTEL_AGENT_KEEP')).toEqual({ errors: true });
  expect(get('OTEL_INSTRUMENTATION_<NAME>_ENABLED')).toEqual({ pg: false, http: false });
  const { rules, defaults } = get('OTEL_AGENT_REDACT')!;
  expect(rules.map(({ by }) => by)).toEqual([{ pattern: 'email' }, { keys: ['x-*'] }, { pattern: 'jwt' }]);
  // The server's `token` comes to those of this machine.
  expect(defaults).toContain('token');
  expect(signals.logs.exporters).toEqual([]);
  expect(signals.traces).toEqual(local.signals.traces);
});

test('no server can take redaction away', () => {
  const local = resolveEnv({});
  const { get } = over(local, 'distribution: {otel_agent: {redact: [off]}}');
  expect(get('OTEL_AGENT_REDACT')!.defaults).toContain('authorization');
});

test('a sampler takes the place of the one of the file, and the other way round', () => {
  const composite = 'tracer_provider: {sampler: {composite/development: {probability: {ratio: 0.5}}}}';
  const file = resolveText(
    fileOf(
      'tracer_provider:',
      '  processors: [simple: {exporter: {console: }}]',
      '  sampler: {composite/development: {always_on: }}',
    ),
  );
  expect(over(file, 'tracer_provider: {sampler: {always_off: }}')).toMatchObject({
    sampler: { name: 'always_off' },
    declared: expect.not.objectContaining({ sampler: expect.anything() }),
  });
  expect(over(resolveEnv({}), composite).declared?.sampler).toMatchObject({ kind: 'composite' });
});

test.each([
  [
    'endpoints',
    'tracer_provider: {processors: [batch: {exporter: {otlp_grpc: {endpoint: "http://127.0.0.1:1"}}}]}',
    'tracer_provider.processors',
  ],
  ['limits', 'tracer_provider: {limits: {}}', 'tracer_provider.limits'],
  ['what it will have one day', 'backdoor/development: {a: b}', 'backdoor/development'],
  [
    'exporters',
    'distribution: {otel_agent: {traces_exporter: console}}',
    'distribution.otel_agent.traces_exporter',
  ],
  ['paths', 'distribution: {otel_agent: {report: /tmp/a}}', 'distribution.otel_agent.report'],
  [
    'the key of hashes',
    'distribution: {otel_agent: {redact_hash_key: k}}',
    'distribution.otel_agent.redact_hash_key',
  ],
  [
    'the server',
    'distribution: {otel_agent: {opamp_endpoint: "http://127.0.0.1:1"}}',
    'distribution.otel_agent.opamp_endpoint',
  ],
  [
    'options',
    'instrumentation/development: {js: {pg: {require_parent_span: true}}}',
    'instrumentation/development.js.pg',
  ],
  [
    'headers that are captured',
    'instrumentation/development: {general: {http: {}}}',
    'instrumentation/development.general',
  ],
])('cannot change: %s', (_what, line, path) => {
  const { settings, flaws, leftOut } = read(line);
  expect({ flaws, leftOut }).toEqual({ flaws: [], leftOut: [expect.stringContaining(`${path} (opamp:1:`)] });
  const local = resolveEnv({});
  expect(layOver(local, settings!).given).toEqual(local.given);
});

test('a name of every other setting under distribution.otel_agent is left out as well', () => {
  const text =
    'distribution: {otel_agent: {endpoint: "http://127.0.0.1:1", headers: a=b, spool: /tmp/a, certificate: /etc/passwd, code_cache: /tmp/a}}';
  const { settings, leftOut } = read(text);
  expect(settings?.given.size ?? 0).toBe(0);
  expect(leftOut.join()).toContain('spool');
});

test.each([
  ['no YAML', 'a: [', 'opamp:1:'],
  ['no map', '- a', 'it has no keys'],
  ['a misspelt key', 'tracer_provider: {sampler: {allways_off: }}', 'did you mean always_off?'],
  ['a value', 'tracer_provider: {sampler: {trace_id_ratio_based: {ratio: 7}}}', 'ratio'],
  [
    'the environment',
    'distribution: {otel_agent: {ignore_paths: ["/$' + '{AWS_SECRET}"]}}',
    'refers to the environment by $' + '{AWS_SECRET}',
  ],
  ['too much', `a: ${'b'.repeat(70_000)}`, 'has more than'],
  [
    'aliases that unfold',
    `a: &a [x, x]\nb: &b [*a, *a]\n${Array.from({ length: 20 }, (_, i) => `c${i}: &c${i} [*${i === 0 ? 'b' : `c${i - 1}`}, *b]`).join('\n')}\nd: [${'*c19, '.repeat(500)}]`,
    '',
  ],
])('a mistake is named, and nothing counts: %s', (_what, text, said) => {
  const { settings, flaws } = read(text);
  expect(settings).toBeUndefined();
  expect(flaws.join()).toContain(said);
});
