import { hasNews, isInstrumentationOn, resolveConfig } from '../../../src/shared/config';
import { exitCodeOf, printConfig } from '../../../src/shared/config/describe';
import { classifyNames } from '../../../src/shared/config/messages/classify-names';
import { startLines } from '../../../src/shared/config/messages/messages';
import { settingNames } from '../../../src/shared/config/settings';
import * as fc from '../../fast-check';
import { instrumentationNames, resolveEnv } from './resolve-env';

describe('where a value comes from', () => {
  test('a flag wins over the environment', () => {
    const config = resolveConfig({ env: { OTEL_SERVICE_NAME: 'env' }, flags: { OTEL_SERVICE_NAME: 'flag' } });
    expect(config.get('OTEL_SERVICE_NAME')).toBe('flag');
    expect(config.given.get('OTEL_SERVICE_NAME')?.source).toEqual({ kind: 'flag', name: '--service-name' });
  });

  test('what `otel-agent run` passed on is still a flag', () => {
    const { given } = resolveEnv({
      OTEL_SERVICE_NAME: 'shop',
      OTEL_LOG_LEVEL: 'debug',
      OTEL_AGENT_FLAGS: 'OTEL_SERVICE_NAME',
    });
    expect(given.get('OTEL_SERVICE_NAME')?.source).toEqual({ kind: 'flag', name: '--service-name' });
    expect(given.get('OTEL_LOG_LEVEL')?.source).toEqual({ kind: 'env', name: 'OTEL_LOG_LEVEL' });
  });

  test('an older name counts where the present one is not set', () => {
    const former = { OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT: '5' };
    expect(resolveEnv(former).limits.span.attributePerEventCountLimit).toBe(5);
    expect(startLines(resolveEnv(former))).toEqual([
      'OTEL_SPAN_ATTRIBUTE_PER_EVENT_COUNT_LIMIT is an old name; use OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT',
    ]);
    const both = resolveEnv({ ...former, OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: '6' });
    expect(both.limits.span.attributePerEventCountLimit).toBe(6);
  });
});

describe('names that no setting has', () => {
  test.each([
    ['OTEL_SERVICE_NAM', 'OTEL_SERVICE_NAME'],
    ['OTEL_TRACE_EXPORTER', 'OTEL_TRACES_EXPORTER'],
    ['OTEL_EXPORTER_OTLP_TRACE_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'],
    ['OTEL_EXPORTER_ENDPOINT', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    ['OTEL_AGENT_IGNORE_PATH', 'OTEL_AGENT_IGNORE_PATHS'],
    ['OTEL_INSTRUMENTATION_EXPRES_ENABLED', 'OTEL_INSTRUMENTATION_EXPRESS_ENABLED'],
    ['OTEL_INSTRUMENTATION_SOCKETIO_ENABLED', 'OTEL_INSTRUMENTATION_SOCKET_IO_ENABLED'],
    ['OTEL_AGENT_SPOL', 'OTEL_AGENT_SPOOL'],
    ['OTEL_AGNET_SPOOL', 'OTEL_AGENT_SPOOL'],
    ['OTEL_INSTRUMENTATION_PGG_X', 'OTEL_INSTRUMENTATION_PG_X'],
    ['OTEL_INSTRUMENTATION_SOCKT_IO_TRACE_IT', 'OTEL_INSTRUMENTATION_SOCKET_IO_TRACE_IT'],
    ['OTEL_INSTRUMENTATION_LOGBACK_MDC', undefined],
    ['OTEL_AGENT_FOO', undefined],
    ['OTEL_SOMETHING_ELSE_ALTOGETHER', undefined],
  ])('%s: %s', (name, suggestion) => {
    expect(classifyNames(resolveEnv({ [name]: 'x' })).unknown).toEqual([{ name, suggestion }]);
  });

  test('a name among the agent’s own is told, also where no setting is near', () => {
    expect(startLines(resolveEnv({ OTEL_AGENT_FOO: '1' }))).toEqual(['OTEL_AGENT_FOO is not a setting']);
    expect(startLines(resolveEnv({ OTEL_SOMETHING_ELSE_ALTOGETHER: '1' }))).toEqual([]);
  });

  test.each([
    ['OTEL_EXPORTER_JAEGER_ENDPOINT', 'http://jaeger', true],
    ['OTEL_JAVAAGENT_ENABLED', 'true', false],
    ['OTEL_PYTHON_LOG_CORRELATION', 'true', false],
    ['OTEL_COLLECTOR_SERVICE_HOST', '10.0.0.1', false],
    ['OTEL_COLLECTOR_SERVICE_PORT_OTLP', '4317', false],
    ['OTEL_AGENT_PORT', 'tcp://10.0.0.1:4317', false],
    ['OTEL_AGENT_PORT_4317_TCP_ADDR', '10.0.0.1', false],
  ])('%s is somebody else’s', (name, text, tell) => {
    const config = resolveEnv({ [name]: text });
    expect(classifyNames(config)).toEqual({
      unknown: [],
      ignored: [{ name, reason: expect.any(String), tell }],
    });
    expect(startLines(config)).toHaveLength(tell ? 1 : 0);
  });

  test('nothing is said of an environment that is in order', () => {
    const config = resolveEnv({ OTEL_SERVICE_NAME: 'shop', PATH: '/bin', OTELX: 'y' });
    expect(hasNews(config)).toBe(false);
    expect(startLines(config)).toEqual([]);
  });
});

describe('whether an instrumentation is on', () => {
  test.each<[Record<string, string>, string, boolean]>([
    [{}, 'http', true],
    [{}, 'fs', false],
    [{ OTEL_INSTRUMENTATION_FS_ENABLED: 'true' }, 'fs', true],
    [{ OTEL_INSTRUMENTATION_NESTJS_CORE_ENABLED: 'false' }, 'nestjs-core', false],
    [{ OTEL_INSTRUMENTATION_SOCKET_IO_ENABLED: 'FALSE' }, 'socket.io', false],
    [{ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg' }, 'pg', false],
    [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'pg' }, 'http', false],
    [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'fs' }, 'fs', true],
    [{ OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'pg', OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg' }, 'pg', false],
    [{ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'pg', OTEL_INSTRUMENTATION_PG_ENABLED: 'true' }, 'pg', true],
    [{ OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED: 'false' }, 'http', false],
    [
      { OTEL_INSTRUMENTATION_COMMON_DEFAULT_ENABLED: 'false', OTEL_INSTRUMENTATION_HTTP_ENABLED: 'true' },
      'http',
      true,
    ],
  ])('%j: %s %s', (env, name, on) => {
    expect(isInstrumentationOn(resolveEnv(env).get, name)).toBe(on);
  });
});

test('no text of any setting makes anything throw, and what is wrong makes the exit code 1', () => {
  const names = settingNames().map(name => name.replace('<NAME>', 'PG'));
  const facts = {
    version: '1.2.3',
    nodeVersion: 'v20.0.0',
    service: { name: 'shop', from: 'OTEL_SERVICE_NAME' },
  };
  fc.assert(
    fc.property(
      fc.dictionary(fc.constantFrom(...names), fc.string({ unit: 'binary', maxLength: 40 })),
      env => {
        const config = resolveConfig({
          env,
          instrumentationNames,
          readFile: () => Buffer.from('-----BEGIN x'),
        });
        expect(startLines(config).join('')).not.toContain('\n');
        expect(JSON.parse(printConfig(config, 'json', facts)).problems).toHaveLength(config.problems.length);
        printConfig(config, 'text', facts);
        expect(exitCodeOf(config)).toBe(config.problems.length === 0 ? 0 : 1);
      },
    ),
    { numRuns: fc.draws(500), examples: [[{ OTEL_NODE_DISABLED_INSTRUMENTATIONS: '\0\n\0' }]] },
  );
});
