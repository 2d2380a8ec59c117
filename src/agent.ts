import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { Coverage } from './instrument/coverage';
import { LazyInstrumentations } from './instrument/lazy-instrumentations';

const lazy = new LazyInstrumentations({
  isEnabled: row => row.off === undefined,
  settings: { middlewareSpans: () => false, graphqlResolveSpans: false, rawStatements: false, sendLogs: true, captureHeaders: { client: { requestHeaders: [], responseHeaders: [] }, server: { requestHeaders: [], responseHeaders: [] } } },
  overrides: {}, entry: process.argv[1], isLambda: false,
  coverage: new Coverage((l, m) => process.env.DBG && process._rawDebug(l, m)),
});
const sdk = new NodeSDK({
  autoDetectResources: false, resource: resourceFromAttributes({ 'service.name': 'x' }),
  spanProcessors: [{ onStart() {}, onEnd(s) { if (process.env.DBG) (process as any)._rawDebug('SPAN', s.instrumentationScope.name, s.name, s.spanContext().spanId, s.parentSpanContext?.spanId); }, forceFlush() { return Promise.resolve(); }, shutdown() { return Promise.resolve(); } }],
  metricReaders: [], logRecordProcessors: [], instrumentations: [lazy], contextManager: new AsyncLocalStorageContextManager(),
});
sdk.start();
