import { type Tracer, trace } from '@opentelemetry/api';
import { handlerPlace } from '../../../../../src/agent/instrument/lean/functions/aws-lambda/handler-place';
import { startInvocation } from '../../../../../src/agent/instrument/lean/functions/aws-lambda/invocation';
import { replaceExport } from '../../../../../src/agent/instrument/lean/functions/aws-lambda/replace-export';
import type { LambdaTracing } from '../../../../../src/agent/instrument/lean/functions/aws-lambda/types';

/** Tracing whose receivers never answer; `asked` has the time that each flush was given. */
function silentTracing() {
  const asked: number[] = [];
  const tracing: LambdaTracing = {
    instruments: { tracer: { startSpan: () => trace.wrapSpanContext(SPAN) } as Partial<Tracer> as Tracer },
    options: {
      captureHeaders: { requestHeaders: [], responseHeaders: [] },
      redactQuery: [],
      functions: {
        environment: {},
        flushItems: () => Promise.resolve(),
        flush(withinMs) {
          asked.push(withinMs);
          return new Promise(() => {});
        },
        ifProcessEnds: () => () => {},
      },
    },
    takeColdStart: () => true,
    isEnabled: true,
  };
  return { tracing, asked };
}

const SPAN = { traceId: '1'.padStart(32, '0'), spanId: '1'.padStart(16, '0'), traceFlags: 1 };

describe('time that an answer waits for receivers', () => {
  test.each([
    [10_000, 200],
    [400, 200],
    [130, 65],
    [-5, 0],
    [Number.NaN, 200],
  ])('%d ms before the deadline: %d ms', async (leftMs, expected) => {
    const { tracing, asked } = silentTracing();
    const invocation = startInvocation(tracing, {}, { getRemainingTimeInMillis: () => leftMs });
    const startedMs = performance.now();
    await invocation.end({ result: 1 });
    expect(performance.now() - startedMs).toBeGreaterThanOrEqual(expected - 2);
    expect(asked).toEqual([expected]);
  });

  test('without a deadline 200 ms, once for all calls', async () => {
    const { tracing, asked } = silentTracing();
    const invocation = startInvocation(tracing, {}, {});
    await Promise.all([invocation.end({ result: 1 }), invocation.end({ error: 2 })]);
    expect(asked).toEqual([200]);
  });
});

test.each([
  ['index.handler', '/var/task/index', ['handler']],
  ['src/orders.app.handler', '/var/task/src/orders', ['app', 'handler']],
  ['/opt/extra.default', '/opt/extra', ['default']],
])('the place of %s', (handler, file, keys) => {
  const place = handlerPlace('/var/task', handler);
  expect(place?.files).toContain(`${file}.mjs`);
  expect(place?.keys).toEqual(keys);
});

test.each(['index', '', 'index.', '..'])('no place: %j', handler => {
  expect(handlerPlace('/var/task', handler)).toBeUndefined();
});

describe('the handler among exports', () => {
  const replacement = () => 'traced';
  const replace = () => replacement;

  test('is replaced where it is', () => {
    const exports = { app: { handler: () => 1 }, other: 2 };
    expect(replaceExport(exports, ['app', 'handler'], replace)).toBe(exports);
    expect(exports).toEqual({ app: { handler: replacement }, other: 2 });
  });

  test('is replaced in a copy where it is read-only', () => {
    const exports = Object.defineProperty({ other: 2 }, 'handler', { get: () => () => 1, enumerable: true });
    expect(replaceExport(exports, ['handler'], replace)).toEqual({ handler: replacement, other: 2 });
    const frozen = Object.freeze({ app: Object.freeze({ handler: () => 1 }) });
    expect(replaceExport(frozen, ['app', 'handler'], replace)).toEqual({ app: { handler: replacement } });
  });

  test.each([[undefined], [null], [{}], [{ app: 5 }], ['text']])('is not there: %p', exports => {
    expect(replaceExport(exports as never, ['app', 'handler'], replace)).toBe(exports);
  });
});
