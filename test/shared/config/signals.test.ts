import path from 'node:path';
import { problemsOf, resolveEnv } from './resolve-env';

const BASE = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const TRACES = 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT';
const PROTOCOL = 'OTEL_EXPORTER_OTLP_PROTOCOL';
const INSECURE = 'OTEL_EXPORTER_OTLP_INSECURE';

describe('where traces go', () => {
  const rows: [Record<string, string>, string, string][] = [
    [{}, 'grpc', 'http://localhost:4317'],
    [{ [PROTOCOL]: 'http/protobuf' }, 'http/protobuf', 'http://localhost:4318/v1/traces'],
    [{ [PROTOCOL]: 'http/json' }, 'http/json', 'http://localhost:4318/v1/traces'],
    [{ [BASE]: 'http://collector:4317' }, 'grpc', 'http://collector:4317'],
    [{ [BASE]: 'https://collector:4317/' }, 'grpc', 'https://collector:4317'],
    [{ [BASE]: 'https://collector' }, 'grpc', 'https://collector:443'],
    [{ [BASE]: 'http://collector:80' }, 'grpc', 'http://collector:80'],
    [{ [BASE]: 'http://[::1]:4317' }, 'grpc', 'http://[::1]:4317'],
    [{ [BASE]: 'collector:4317', [INSECURE]: 'true' }, 'grpc', 'http://collector:4317'],
    [{ [BASE]: 'collector:4317' }, 'grpc', 'https://collector:4317'],
    [{ [BASE]: 'dns:///collector:4317', [INSECURE]: 'true' }, 'grpc', 'http://collector:4317'],
    [{ [BASE]: 'collector', [INSECURE]: 'true' }, 'grpc', 'http://collector:4317'],
    [{ [BASE]: 'http://collector:4318' }, 'http/protobuf', 'http://collector:4318/v1/traces'],
    [{ [BASE]: 'http://collector:4318', [PROTOCOL]: 'grpc' }, 'grpc', 'http://collector:4318'],
    [{ [BASE]: 'https://vendor/otlp/' }, 'http/protobuf', 'https://vendor/otlp/v1/traces'],
    [
      { [BASE]: 'https://vendor:4318/otlp?key=1' },
      'http/protobuf',
      'https://vendor:4318/otlp/v1/traces?key=1',
    ],
    [{ [BASE]: 'https://vendor', [PROTOCOL]: 'http/protobuf' }, 'http/protobuf', 'https://vendor/v1/traces'],
    [{ [TRACES]: 'http://collector:4318/custom' }, 'http/protobuf', 'http://collector:4318/custom'],
    [{ [TRACES]: 'http://collector:4318' }, 'http/protobuf', 'http://collector:4318/'],
    [{ [BASE]: 'unix:/run/otel.sock' }, 'grpc', 'unix:/run/otel.sock'],
    [{ [BASE]: 'unix:///run/otel.sock' }, 'grpc', 'unix:/run/otel.sock'],
    [
      { [BASE]: 'unix:/run/otel.sock', [PROTOCOL]: 'http/json' },
      'http/json',
      'unix:/run/otel.sock:/v1/traces',
    ],
    [{ [BASE]: 'unix:/run/otel.sock:/otlp?a=1' }, 'http/protobuf', 'unix:/run/otel.sock:/otlp/v1/traces?a=1'],
    [{ [TRACES]: 'unix:/run/otel.sock:/own' }, 'http/protobuf', 'unix:/run/otel.sock:/own'],
    [{ [BASE]: 'http://all:4317', [TRACES]: 'http://own:4317' }, 'grpc', 'http://own:4317'],
    [
      { [PROTOCOL]: 'grpc', OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json' },
      'http/json',
      'http://localhost:4318/v1/traces',
    ],
  ];

  test.each(rows)('%j: %s to %s', (env, wantedProtocol, url) => {
    const config = resolveEnv(env);
    expect(config.problems).toEqual([]);
    expect(config.signals.traces).toMatchObject({
      protocol: wantedProtocol,
      url,
      isTls: url.startsWith('https:'),
    });
  });

  test('each signal has a path of its own', () => {
    const { metrics, logs } = resolveEnv({ [BASE]: 'http://collector:4318' }).signals;
    expect([metrics.url, logs.url]).toEqual([
      'http://collector:4318/v1/metrics',
      'http://collector:4318/v1/logs',
    ]);
  });
});

describe('settings for one signal', () => {
  test('win over those for all, and leave the others alone', () => {
    const { signals } = resolveEnv({
      OTEL_EXPORTER_OTLP_HEADERS: 'a=1',
      OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'b=2',
      OTEL_EXPORTER_OTLP_TIMEOUT: '3000',
      OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: '4000',
      OTEL_EXPORTER_OTLP_METRICS_COMPRESSION: 'gzip',
    });
    expect(signals.traces).toMatchObject({ headers: { b: '2' }, timeoutMs: 3000, compression: 'none' });
    expect(signals.metrics).toMatchObject({ headers: { a: '1' }, timeoutMs: 3000, compression: 'gzip' });
    expect(signals.logs).toMatchObject({ headers: { a: '1' }, timeoutMs: 4000, compression: 'none' });
  });

  test('that cannot be used fall back to those for all', () => {
    const env = { OTEL_EXPORTER_OTLP_TIMEOUT: '3000', OTEL_EXPORTER_OTLP_TRACES_TIMEOUT: 'soon' };
    expect(resolveEnv(env).signals.traces.timeoutMs).toBe(3000);
    expect(problemsOf(env)).toEqual([
      'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT=soon (environment) is not a whole number; using 3000 ms',
    ]);
  });
});

describe('credentials in an endpoint', () => {
  test('become a header and leave the URL', () => {
    const { url, headers } = resolveEnv({ [BASE]: 'https://me:p%40ss@vendor:4318' }).signals.traces;
    expect(url).toBe('https://vendor:4318/v1/traces');
    expect(headers).toEqual({ authorization: `Basic ${Buffer.from('me:p@ss').toString('base64')}` });
  });

  test('do not replace a header that was set', () => {
    const env = {
      [BASE]: 'https://me:pass@vendor:4318',
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer x',
    };
    expect(resolveEnv(env).signals.traces.headers).toEqual({ authorization: 'Bearer x' });
  });
});

describe('what does not go together is told once', () => {
  const pem = '-----BEGIN PRIVATE KEY-----';
  test.each<[Record<string, string>, string]>([
    [
      { [BASE]: 'collector:4318' },
      `${BASE}=collector:4318 (environment) has no http:// or https://, which OTLP over HTTP needs; using https://collector:4318`,
    ],
    [
      { [BASE]: 'http://collector:4317/v1', [PROTOCOL]: 'grpc' },
      `${BASE}=http://collector:4317/v1 (environment) has a path, which OTLP over gRPC does not have; using http://collector:4317`,
    ],
    [
      { OTEL_EXPORTER_OTLP_CLIENT_KEY: '/key.pem' },
      'OTEL_EXPORTER_OTLP_CLIENT_KEY=/key.pem (environment) has no client certificate beside it; using no client certificate',
    ],
    [
      { OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE: '/key.pem' },
      'OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE=/key.pem (environment) has no client key beside it; using no client certificate',
    ],
  ])('%j', (env, line) => {
    expect(problemsOf(env, { '/key.pem': pem })).toEqual([line]);
    expect(resolveEnv(env, { '/key.pem': pem }).signals.traces.tls).toEqual({});
  });
});

test('a batch is never larger than its queue, where somebody has set that', () => {
  const env = { OTEL_BSP_MAX_QUEUE_SIZE: '2048', OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '5000' };
  expect(problemsOf(env)).toEqual([
    'OTEL_BSP_MAX_EXPORT_BATCH_SIZE=5000 (environment) is more than OTEL_BSP_MAX_QUEUE_SIZE=2048; using 2048',
  ]);
  expect(resolveEnv(env).batching.traces).toMatchObject({ maxQueueItems: 2048, maxBatchItems: 2048 });
  expect(resolveEnv({ OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '5000' }).batching.traces).toMatchObject({
    maxQueueItems: Number.POSITIVE_INFINITY,
    maxBatchItems: 5000,
  });
});

test('a relative Unix socket is found whatever folder the process is in later', () => {
  const { socketPath } = resolveEnv({ [BASE]: 'unix:run/otel.sock' }).signals.traces;
  expect(socketPath).toBe(path.resolve('run/otel.sock'));
});

test('limits, batches and the sampler as plain values', () => {
  const config = resolveEnv({
    OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '100',
    OTEL_ATTRIBUTE_COUNT_LIMIT: '10',
    OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '20',
    OTEL_TRACES_SAMPLER: 'ParentBased_TraceIdRatio',
    OTEL_TRACES_SAMPLER_ARG: '0.25',
    OTEL_BLRP_MAX_QUEUE_SIZE: '100',
  });
  expect(config.limits.span).toMatchObject({
    attributeValueLengthLimit: 100,
    attributeCountLimit: 20,
    eventCountLimit: 128,
  });
  expect(config.limits.logRecord).toEqual({ attributeValueLengthLimit: 100, attributeCountLimit: 10 });
  expect(config.sampler).toEqual({ name: 'parentbased_traceidratio', ratio: 0.25 });
  expect(config.batching.logs).toMatchObject({
    maxQueueItems: 100,
    maxBatchItems: 100,
    scheduleDelayMs: 1000,
  });
  expect(resolveEnv({}).limits.span.attributeValueLengthLimit).toBe(Infinity);
});
