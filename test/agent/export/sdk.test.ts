import { SpanStatusCode, ValueType } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  AggregationType,
  InstrumentType,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { AlwaysOffSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { createLogRecordProcessor } from '../../../src/agent/export/log-record-processor';
import { createMetricExporter, type MetricFormat } from '../../../src/agent/export/metric-exporter';
import { createBatcher } from '../../../src/agent/export/queue/batcher';
import { createExportQueue } from '../../../src/agent/export/queue/queue';
import { createSpanProcessor } from '../../../src/agent/export/span-processor';
import type { Batch, SendResult, Signal } from '../../../src/agent/export/types';
import { type Decoded, decodeLogsRequest, decodeTraceRequest } from './decode-otlp';
import { createLogRecordEncoder, createSpanEncoder } from './encoders';

jest.mock('../../../src/agent/boot/chunks', () => ({
  loadChunk: () => require('../../../src/agent/export/encode/text/text-formats'),
}));

/** The pipeline behind the SDK's own providers. */
const resource = resourceFromAttributes({ 'service.name': 'shop' });

function setUp(signal: Signal, result: SendResult = { kind: 'sent' }) {
  const sent: Batch[] = [];
  const queue = createExportQueue({
    signal,
    transport: {
      async send(batch) {
        sent.push(batch);
        return result;
      },
      close() {},
    },
    destination: 'test',
    report() {},
    timeoutMs: 1000,
    maxBytes: 1e6,
    maxItems: 2048,
  });
  return { sent, queue, limits: { queue, maxBatchItems: 512, scheduleDelayMs: 5000 } };
}

test('spans of a tracer, sampled ones only', async () => {
  const { sent, limits } = setUp('traces');
  const batcher = createBatcher({ encoder: createSpanEncoder('otlp-protobuf', () => resource), ...limits });
  const spanProcessors = [createSpanProcessor(batcher, 1000)];
  const provider = new TracerProvider({ resource, spanProcessors });
  const span = provider.getTracer('shop', '2').startSpan('checkout', { attributes: { total: 9.5 } });
  span.recordException(new Error('declined'));
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'declined' });
  span.end();
  new TracerProvider({ resource, spanProcessors, sampler: new AlwaysOffSampler() })
    .getTracer('x')
    .startSpan('no')
    .end();
  await provider.forceFlush();
  expect(sent).toMatchObject([{ signal: 'traces', items: 1 }]);
  const [resourceSpans] = decodeTraceRequest(sent[0]!.body).resourceSpans as Decoded[];
  expect(resourceSpans).toMatchObject({
    scopeSpans: [
      {
        scope: { name: 'shop', version: '2' },
        spans: [
          {
            name: 'checkout',
            kind: 1,
            events: [{ name: 'exception' }],
            status: { code: 2, message: 'declined' },
          },
        ],
      },
    ],
  });
  await provider.shutdown();
});

test('log records of a logger', async () => {
  const { sent, limits } = setUp('logs');
  const batcher = createBatcher({
    encoder: createLogRecordEncoder('otlp-protobuf', () => resource),
    ...limits,
  });
  const provider = new LoggerProvider({ resource, processors: [createLogRecordProcessor(batcher, 1000)] });
  provider
    .getLogger('app')
    .emit({ severityNumber: 9, severityText: 'INFO', body: { text: 'hi' }, attributes: { a: 1 } });
  await provider.forceFlush();
  expect(decodeLogsRequest(sent[0]!.body)).toMatchObject({
    resourceLogs: [
      { scopeLogs: [{ scope: { name: 'app' }, logRecords: [{ severityNumber: 9, severityText: 'INFO' }] }] },
    ],
  });
  await provider.shutdown();
});

describe('metrics', () => {
  function collect(format: MetricFormat, result?: SendResult) {
    const { sent, queue } = setUp('metrics', result);
    const exporter = createMetricExporter({
      queue,
      format,
      flushTimeoutMs: 1000,
    });
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 60_000 });
    const provider = new MeterProvider({ resource, readers: [reader] });
    const meter = provider.getMeter('app');
    meter.createCounter('requests', { unit: '1', valueType: ValueType.INT }).add(3, { route: '/' });
    meter.createHistogram('duration', { unit: 's' }).record(0.2);
    return { sent, queue, provider };
  }

  test.each(['otlp-protobuf', 'otlp-json'] as const)('leave by the official serializer: %s', async format => {
    const { sent, provider } = collect(format);
    await provider.forceFlush();
    expect(sent).toMatchObject([{ signal: 'metrics', items: 2 }]);
    expect(Buffer.from(sent[0]!.body).includes('requests')).toBe(true);
    await provider.shutdown();
  });

  test('can be printed for people', async () => {
    const { sent, provider } = collect('console');
    await provider.forceFlush();
    const [counter, histogram] = Buffer.from(sent[0]!.body).toString().trim().split('\n');
    expect(counter).toMatch(/^\S+Z metric requests 3 1 route="\/"$/);
    expect(histogram).toMatch(/metric duration \{.*"sum":0.2.*\} s$/);
    await provider.shutdown();
  });

  test('stop when the receiver does not have them', async () => {
    const { sent, provider, queue } = collect('otlp-protobuf', { kind: 'unsupported', reason: 'HTTP 404' });
    await provider.forceFlush();
    await provider.forceFlush();
    expect(sent).toHaveLength(1);
    expect(queue.stats().droppedItems).toEqual({ unsupported: 4 });
    await provider.shutdown();
  });

  test('temporality and histograms as preferred', () => {
    const { queue } = setUp('metrics');
    const select = (temporality: 'cumulative' | 'delta' | 'lowmemory', type: InstrumentType) =>
      createMetricExporter({ queue, format: 'console', temporality }).selectAggregationTemporality!(type);
    const { CUMULATIVE, DELTA } = AggregationTemporality;
    const types = [
      InstrumentType.COUNTER,
      InstrumentType.OBSERVABLE_COUNTER,
      InstrumentType.UP_DOWN_COUNTER,
      InstrumentType.HISTOGRAM,
    ];
    expect(types.map(type => select('cumulative', type))).toEqual([
      CUMULATIVE,
      CUMULATIVE,
      CUMULATIVE,
      CUMULATIVE,
    ]);
    expect(types.map(type => select('delta', type))).toEqual([DELTA, DELTA, CUMULATIVE, DELTA]);
    expect(types.map(type => select('lowmemory', type))).toEqual([DELTA, CUMULATIVE, CUMULATIVE, DELTA]);
    const exponential = createMetricExporter({
      queue,
      format: 'console',
      histogram: 'base2_exponential_bucket_histogram',
    });
    expect(exponential.selectAggregation!(InstrumentType.HISTOGRAM)).toEqual({
      type: AggregationType.EXPONENTIAL_HISTOGRAM,
    });
    expect(exponential.selectAggregation!(InstrumentType.COUNTER)).toEqual({ type: AggregationType.DEFAULT });
  });
});
