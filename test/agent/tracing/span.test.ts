import { ROOT_CONTEXT, type Tracer, trace } from '@opentelemetry/api';
import {
  AlwaysOnSampler,
  type SpanLimits,
  type SpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { LeanTracerProvider } from '../../../src/agent/tracing/tracer-provider';
import * as fc from '../../fast-check';
import { resource, spanContext, text, time } from '../export/arbitrary';
import { createSpanEncoder } from '../export/encoders';
import { callsOnSpan, spanLimits, spanOptions } from './calls';

const IDS = { generateTraceId: () => '1'.repeat(32), generateSpanId: () => '2'.repeat(16) };

/** Makes spans by `use` with either implementation, and returns their bytes. */
function bytesOf(
  Provider: typeof TracerProvider | typeof LeanTracerProvider,
  spanLimits: Required<SpanLimits>,
  use: (tracer: Tracer) => void,
): string {
  const encoder = createSpanEncoder('otlp-protobuf', () => resource);
  const processor = { onStart() {}, onEnd: encoder.add } as unknown as SpanProcessor;
  const sampler = new AlwaysOnSampler();
  const provider = new Provider({
    resource,
    spanLimits,
    sampler,
    idGenerator: IDS,
    spanProcessors: [processor],
  });
  use(provider.getTracer('shop', '1'));
  return Buffer.from(encoder.take()!.body).toString('hex');
}

test('the same calls give the same bytes as the SDK’s span', () => {
  const parents = fc.option(spanContext, { nil: undefined });
  fc.assert(
    fc.property(
      spanLimits,
      fc.record({ name: text, options: spanOptions, parent: parents, calls: callsOnSpan, end: time }),
      (limits, { name, options, parent, calls, end }) => {
        const above = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, parent);
        const use = (tracer: Tracer) => {
          const span = tracer.startSpan(name, options, above);
          for (const call of calls) call(span);
          span.end(end);
          for (const call of calls) call(span);
          span.end();
        };
        expect(bytesOf(LeanTracerProvider, limits, use)).toBe(bytesOf(TracerProvider, limits, use));
      },
    ),
    { numRuns: fc.draws(1000) },
  );
});
