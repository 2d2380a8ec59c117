import { type Meter, metrics } from '@opentelemetry/api';
import { version } from '../../../package.json';
import { loadChunk } from '../boot/chunks';
import { componentNames, exporterAttributes } from '../export/pipelines/component-names';
import type { Pipeline } from '../export/pipelines/pipeline';
import type { TransportsChunk } from '../export/transports/connect';
import type { MetricPipelines } from '../metrics/metric-pipelines';
import { observeQueues } from '../metrics/queue-metrics';
import { collectLibraries } from './collect-libraries';
import type { State } from './state';

/** The running agent with its meters. */
interface MeasuredState extends State {
  readonly telemetry: State['telemetry'] & {
    readonly exports: Pick<MetricPipelines, 'meterProvider' | 'pipelines'>;
  };
}

/**
 * Measures the agent's own work, by the names of "Semantic conventions for OpenTelemetry SDK metrics" where these have some: its
 * queues and disk, the times of its export requests, and the libraries that were loaded. All but the requests is read
 * from counts that the agent keeps anyway, when metrics are collected.
 */
export function measureSelf(state: MeasuredState): void {
  const { pipelines, meterProvider } = state.telemetry.exports;
  const meter = meterProvider(metrics.getMeterProvider()).getMeter('otel-agent', version);
  observeQueues(meter, pipelines);
  measureRequests(meter, pipelines);
  measureLibraries(meter, state);
}

function measureRequests(meter: Meter, pipelines: readonly Pipeline[]): void {
  const nameOf = componentNames();
  const exporters = pipelines
    .filter(({ destination }) => destination !== undefined)
    .map(pipeline => ({ pipeline, attributes: exporterAttributes(pipeline, nameOf) }));
  if (exporters.length === 0) return;
  const duration = meter.createHistogram('otel.sdk.exporter.operation.duration', {
    unit: 's',
    description: 'Duration of export requests.',
    advice: { explicitBucketBoundaries: BOUNDS_SECONDS },
  });
  loadChunk<TransportsChunk>('transports').watchRequests(({ destination, signal, seconds, outcome }) => {
    const exporter = exporters.find(
      ({ pipeline }) => pipeline.destination === destination && pipeline.signal === signal,
    );
    if (exporter === undefined) return;
    const { attributes } = exporter;
    duration.record(seconds, outcome === 'sent' ? attributes : { ...attributes, 'error.type': outcome });
  });
}

/** From a Collector on this machine to a request that runs into its limit. */
const BOUNDS_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** The table of `doctor --pid` as metrics: 1 for each loaded library of the catalogue. */
function measureLibraries(meter: Meter, state: State): void {
  const gauge = meter.createObservableGauge('otel_agent.library', {
    description: 'Libraries of the catalogue that are loaded, with the way in which each is traced.',
  });
  gauge.addCallback(result => {
    for (const { library, version: installed, way, scope, reason } of collectLibraries(state).libraries)
      result.observe(1, {
        'otel_agent.library.name': library,
        'otel_agent.library.way': way,
        ...(installed !== null && { 'otel_agent.library.version': installed }),
        ...(scope !== null && { 'otel_agent.library.scope': scope }),
        ...(reason !== null && { 'otel_agent.library.reason': reason }),
      });
  });
}
