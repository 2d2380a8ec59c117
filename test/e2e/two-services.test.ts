import type { CollectedSpan } from '../services/collector/collected';
import { type Collector, startCollector } from '../services/collector/start-collector';
import { describeWith } from '../services/describe-with';
import { drawTraces } from './ancestry';
import { explained } from './run-fixture';
import { spansOf } from './settled';
import { runTwoServices, type TwoServicesOptions } from './two-services';

const GRPC = { front: 'services/grpc-front.js', back: 'services/grpc-back.js' };

describeWith('collector')('two services', () => {
  let collector: Collector;
  beforeAll(async () => {
    collector = await startCollector();
  });
  afterAll(() => collector?.stop());

  async function traced(
    options: Omit<TwoServicesOptions, 'env'> & { env?: Record<string, string> },
    check: (spans: readonly CollectedSpan[], answers: readonly string[]) => void,
  ) {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.grpcUrl, ...options.env };
    const { front, back, answers } = await runTwoServices({ ...options, env });
    await explained([front, back], async () => check(await spansOf(collector, [front, back]), answers));
  }

  test('one trace over HTTP, by fetch and by node:http', () =>
    traced({ paths: ['/shop', '/shop?by=http'] }, spans => {
      const trace = ['front: server GET', '  front: client GET', '    back: server GET'];
      expect(drawTraces(spans, withService)).toEqual([...trace, ...trace]);
    }));

  test('one trace over gRPC: a call, a stream and a failure', () =>
    traced({ scripts: GRPC, paths: ['/ask', '/count', '/fail'] }, (spans, answers) => {
      expect(answers).toEqual(['hi front', '123', '3 INVALID_ARGUMENT: who asks?']);
      const trace = (method: string) => [
        'front: server GET',
        `  front: client grpc.e2e.Shop/${method}`,
        `    back: server grpc.e2e.Shop/${method}`,
      ];
      expect(drawTraces(spans, withService)).toEqual([...trace('Ask'), ...trace('Count'), ...trace('Ask')]);
      const failed = spans.filter(span => span.attributes['rpc.grpc.status_code'] === 3);
      expect(failed.map(span => span.status.code)).toEqual(['error', 'error']);
    }));

  describe('by the headers of each propagator', () => {
    const headers: Record<string, readonly string[]> = {
      tracecontext: ['traceparent'],
      b3: ['b3'],
      b3multi: ['x-b3-sampled', 'x-b3-spanid', 'x-b3-traceid'],
      jaeger: ['uber-trace-id'],
      xray: ['x-amzn-trace-id'],
      ottrace: ['ot-tracer-sampled', 'ot-tracer-spanid', 'ot-tracer-traceid'],
      'jaeger,b3': ['b3', 'uber-trace-id'],
    };

    test.each(Object.keys(headers))('%s', names =>
      traced({ paths: ['/a', '/b?by=http'], env: { OTEL_PROPAGATORS: names } }, (spans, answers) => {
        for (const answer of answers) expect(propagated(answer)).toEqual(headers[names]);
        const entries = spans.filter(span => span.service === 'back');
        expect(entries).toHaveLength(2);
        for (const entry of entries) {
          const caller = spans.find(({ spanId }) => spanId === entry.parentSpanId)!;
          expect(caller).toMatchObject({ service: 'front', kind: 'client' });
          // OpenTracing's header has room for the lower half alone.
          const expected = names === 'ottrace' ? caller.traceId.slice(16).padStart(32, '0') : caller.traceId;
          expect(entry.traceId).toBe(expected);
        }
      }),
    );

    test('none', () =>
      traced({ paths: ['/a'], env: { OTEL_PROPAGATORS: 'none' } }, (spans, answers) => {
        expect(propagated(answers[0]!)).toEqual([]);
        expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(2);
      }));
  });

  describe('a request that is to be ignored', () => {
    test('is gone with all that is below it, in both services', () =>
      traced(
        {
          paths: ['/health/live', '/health?by=http', '/shop'],
          frontEnv: { OTEL_AGENT_IGNORE_PATHS: '/health/**' },
        },
        (spans, answers) => {
          expect(drawTraces(spans, withService)).toEqual([
            'front: server GET',
            '  front: client GET',
            '    back: server GET',
          ]);
          expect(spans.at(-1)!.attributes['url.path']).toBe('/shop');
          expect(JSON.parse(answers[0]!).traceparent).toMatch(/-00$/);
        },
      ));

    test('may be an outgoing one', () =>
      traced(
        {
          paths: ['/telemetry/a', '/telemetry/b?by=http', '/shop'],
          frontEnv: { OTEL_AGENT_IGNORE_OUTGOING: '127.0.0.1/telemetry/*' },
        },
        spans => {
          expect(drawTraces(spans, withService)).toEqual([
            'front: server GET',
            'front: server GET',
            'front: server GET',
            '  front: client GET',
            '    back: server GET',
          ]);
        },
      ));
  });

  describe('sampled', () => {
    const requests = Array.from({ length: 20 }, (_, index) => `/${index}`);
    const tracesIn = (spans: readonly CollectedSpan[]) => new Set(spans.map(({ traceId }) => traceId)).size;

    test.each([
      ['always_on', '', 20],
      ['always_off', '', 0],
      ['traceidratio', '0', 0],
      ['traceidratio', '1', 20],
      ['parentbased_always_on', '', 20],
      ['parentbased_always_off', '', 0],
      ['parentbased_traceidratio', '0', 0],
    ])('%s %s', (sampler, ratio, count) => {
      const env = { OTEL_TRACES_SAMPLER: sampler, ...(ratio && { OTEL_TRACES_SAMPLER_ARG: ratio }) };
      return traced({ paths: requests, env }, spans => {
        expect(tracesIn(spans)).toBe(count);
        expect(spans).toHaveLength(count * 3);
      });
    });

    test('by ratio: some traces, each of them whole', () =>
      traced(
        {
          paths: requests,
          env: { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' },
        },
        spans => {
          // 1 in 500,000 runs has none or all of twenty.
          expect(tracesIn(spans)).toBeGreaterThan(0);
          expect(tracesIn(spans)).toBeLessThan(20);
          expect(spans).toHaveLength(tracesIn(spans) * 3);
        },
      ));

    test('the second service does as the first one says', () =>
      traced({ paths: requests, frontEnv: { OTEL_TRACES_SAMPLER: 'always_off' } }, spans => {
        expect(spans).toEqual([]);
      }));
  });
});

function withService({ service, kind, name }: CollectedSpan): string {
  return `${service}: ${kind} ${name}`;
}

/** Names of the headers that carry a context. */
function propagated(answer: string): string[] {
  const names = Object.keys(JSON.parse(answer));
  return names.filter(name => /trace|b3|uber|amzn|ot-|baggage/.test(name)).sort();
}
