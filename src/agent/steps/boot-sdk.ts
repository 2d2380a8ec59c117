import type { Context, TextMapPropagator } from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { createPropagator } from '../propagation/propagator';
import { redacting } from '../propagation/redacting';
import { giveUpstream } from '../upstream/environment';
import type { Instrumentations } from './create-instrumentations';
import type { Telemetry } from './create-telemetry';
import type { Settings } from './read-settings';

/** Boots `NodeSDK` with the parts. Upstream code gets its settings first, as it reads them in constructors. */
export function bootSdk(
  settings: Settings,
  { resource, redaction, exports, tracing }: Telemetry,
  { lazy }: Instrumentations,
): void {
  const { config, get, declared } = settings;
  giveUpstream('OTEL_NODE_EXPERIMENTAL_SDK_METRICS', get('OTEL_NODE_EXPERIMENTAL_SDK_METRICS'));
  giveUpstream('OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT', config.limits.logRecord.attributeCountLimit);
  giveUpstream(
    'OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    config.limits.logRecord.attributeValueLengthLimit,
  );
  new NodeSDK({
    resource,
    autoDetectResources: false, // Done: detection that waits for nothing.
    textMapPropagator: createOwnPropagator(settings, redaction, tracing.rootContext),
    spanProcessors: exports.spanProcessors,
    logRecordProcessors: exports.logRecordProcessors,
    metricReaders: exports.metricReaders,
    ...(declared && { views: declared.viewOptions(declared.views) }),
    ...tracing.sdkOptions,
    instrumentations: [lazy],
  }).start();
}

function createOwnPropagator(
  { get, switches }: Settings,
  redaction: Telemetry['redaction'],
  root: Context,
): TextMapPropagator | null {
  const propagator = createPropagator(get('OTEL_PROPAGATORS'), root);
  const mayRedact = get('OTEL_AGENT_REDACT') !== undefined || switches !== undefined;
  return propagator === null || !mayRedact ? propagator : redacting(propagator, redaction.baggage);
}
