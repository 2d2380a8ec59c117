// Sends one trace of two spans with fixed times through an official exporter, and prints its trace id.
// node send-order.js grpc|proto|http|zipkin URL [gzip]
const { SpanKind, SpanStatusCode, trace, ROOT_CONTEXT } = require('@opentelemetry/api');
const { resourceFromAttributes } = require('@opentelemetry/resources');
const { BatchSpanProcessor, TracerProvider } = require('@opentelemetry/sdk-trace');

const [protocol, url, compression] = process.argv.slice(2);
const exporters = require(
  `@opentelemetry/exporter-${protocol === 'zipkin' ? 'zipkin' : `trace-otlp-${protocol}`}`,
);
const Exporter = exporters.OTLPTraceExporter ?? exporters.ZipkinExporter;
const exporter = new Exporter({ url, ...(compression && { compression }) });
const resource = resourceFromAttributes({ 'service.name': 'shop', 'deployment.environment.name': 'test' });
const provider = new TracerProvider({ resource, spanProcessors: [new BatchSpanProcessor({ exporter })] });
const tracer = provider.getTracer('test-scope', '1.2.3');
const at = ms => [1_700_000_000, ms * 1e6 + 1];

const root = tracer.startSpan('POST /orders', {
  kind: SpanKind.SERVER,
  startTime: at(0),
  attributes: {
    text: 'naïve ☕ 𝒳',
    empty: '',
    yes: true,
    whole: -42,
    large: Number.MAX_SAFE_INTEGER,
    part: 0.5,
    list: ['a', 'b'],
    numbers: [1, 2.5],
  },
});
const links = [{ context: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 } }];
const inRoot = trace.setSpan(ROOT_CONTEXT, root);
const child = tracer.startSpan('GET', { kind: SpanKind.CLIENT, startTime: at(100), links }, inRoot);
child.addEvent('retry', { attempt: 2 }, at(150));
child.setStatus({ code: SpanStatusCode.ERROR, message: 'no answer' });
child.end(at(300));
root.end(at(500));
provider
  .forceFlush()
  .then(() => provider.shutdown())
  .then(() => console.log(root.spanContext().traceId));
