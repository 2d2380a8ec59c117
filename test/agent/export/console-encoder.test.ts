import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import * as fc from '../../fast-check';
import { logRecord, resource, span } from './arbitrary';
import { createLogRecordEncoder, createSpanEncoder } from './encoders';

const [anySpan] = fc.sample(span, { numRuns: 1, seed: 1 });
const [anyRecord] = fc.sample(logRecord, { numRuns: 1, seed: 1 });
const context = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };

test('a span is one line, its events below it', () => {
  const encoder = createSpanEncoder('console', () => resource);
  encoder.add({
    ...anySpan!,
    name: 'GET /users\nX',
    kind: SpanKind.SERVER,
    spanContext: () => context,
    parentSpanContext: { ...context, spanId: 'c'.repeat(16) },
    startTime: [1_700_000_000, 1_500],
    duration: [0, 12_345_678],
    status: { code: SpanStatusCode.ERROR, message: 'no' },
    attributes: { 'http.route': '/users', list: [1, 'a'] },
    events: [{ name: 'retry', time: [1_700_000_000, 0], attributes: { n: 1 } }],
    instrumentationScope: { name: 'http' },
  });
  expect(Buffer.from(encoder.take()!.body).toString()).toBe(
    `2023-11-14T22:13:20.000001Z span SERVER "GET /users\\nX" 12.346ms ERROR("no") trace=${context.traceId} ` +
      `span=${context.spanId} parent=${'c'.repeat(16)} scope=http http.route="/users" list=[1,"a"]\n` +
      '    2023-11-14T22:13:20.000000Z event retry n=1\n',
  );
});

test('a log record is one line', () => {
  const encoder = createLogRecordEncoder('console', () => resource);
  encoder.add({
    ...anyRecord!,
    hrTime: [1_700_000_000, 0],
    severityText: 'INFO',
    eventName: 'started',
    body: { port: 80 },
    spanContext: context,
    attributes: { a: 'x\ny' },
    instrumentationScope: { name: 'app' },
  });
  expect(Buffer.from(encoder.take()!.body).toString()).toBe(
    `2023-11-14T22:13:20.000000Z log INFO started {"port":80} trace=${context.traceId} span=${context.spanId} ` +
      'scope=app a="x\\ny"\n',
  );
});

test('whatever a span holds, it is printed, in as many lines as it has events and one', () => {
  const encoder = createSpanEncoder('console', () => resource);
  fc.assert(
    fc.property(span, one => {
      encoder.add({ ...one, instrumentationScope: { name: 'x' } });
      const lines = Buffer.from(encoder.take()!.body).toString().split('\n');
      expect(lines).toHaveLength(one.events.length + 2);
    }),
    { numRuns: fc.draws(200) },
  );
});
