import type { MeterProvider } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { IMetricReader, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { GetValue } from '../../shared/config';
import { loadChunk } from '../boot/chunks';
import { isWorker } from '../boot/guard/is-worker';
import { settledAttributes } from '../export/encode/resource-attributes';
import { mergeScopes } from '../export/merge-scopes';
import type { MetricFormat } from '../export/metric-exporter';
import { limitsOf, type QueueContext } from '../export/pipelines/create-queue';
import type { ExporterTarget } from '../export/pipelines/exporter';
import { lateOutbox, type OpenOutbox } from '../export/pipelines/late-outbox';
import type { Pipeline } from '../export/pipelines/pipeline';
import { createRoute, type Route } from '../export/pipelines/route';
import type { Batch } from '../export/types';
import type { DeferredReader } from './deferred-reader';
import { LeanMetrics } from './lean/lean-metrics';
import { createPeriodicReader, createPrometheusReader, createQueueExporter, loadRequests } from './readers';
import { Unexported } from './unexported';

/** Metrics from the instruments to their exporters. */
export interface MetricPipelines {
  readonly metricReaders: IMetricReader[];
  /** Starts collecting: the process is more than a short script. */
  readonly startReaders: () => void;
  /** Returns the provider for instrumentations, given the SDK's. */
  readonly meterProvider: (sdk: MeterProvider) => MeterProvider;
  readonly pipelines: Pipeline[];
}

export interface MetricPipelinesInput extends QueueContext {
  readonly exporters: readonly string[];
  readonly targets: readonly ExporterTarget[];
  readonly get: GetValue;
  /** Readers with settings of their own, where a file declares them. */
  readonly readers?: DeclaredReaders | undefined;
  /** True while metrics are not wanted. */
  readonly isOff?: (() => boolean) | undefined;
  /** Hides secrets among the attributes of a collection. */
  readonly redact: (metrics: ResourceMetrics) => ResourceMetrics;
  readonly userAgent: string;
  /** Only in a worker: see PipelinesInput. */
  readonly openOutbox: OpenOutbox | undefined;
  /** True if the process is more than a short script, so that its metrics are worth a last export. */
  readonly isRunning: () => boolean;
  /** Called for the app's first measurement after a collection. */
  readonly onMeasured: () => void;
  /** Pipelines of traces. Metrics leave once a minute, so these know more recently whether the receiver answers. */
  readonly tracePipelines: readonly Pipeline[];
}

/** Readers in the order of `targets`, and those that are scraped. */
export interface DeclaredReaders {
  readonly pushed: readonly DeclaredReader[];
  readonly scraped: readonly DeclaredReader[];
  /** True where only the SDK can do what the readers or views ask for. */
  readonly needSdk: boolean;
}

export interface DeclaredReader {
  readonly get: GetValue;
  /** Options of the SDK's reader. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** Makes a reader for each exporter of metrics, and the pipeline behind it. */
export function createMetricPipelines(input: MetricPipelinesInput): MetricPipelines {
  const { exporters, targets, get, readers: declared } = input;
  // Not for a receiver that takes no metrics, or while they are off.
  const unexported = new Unexported(() => {
    if (pushed.some(({ pipeline }) => pipeline.hasMeasured?.())) input.onMeasured();
  });
  const lean = canBeLean(exporters, get) && !declared?.needSdk ? new LeanMetrics(unexported) : undefined;
  const pushed = targets.map((target, index) => {
    const own = { ...input, ...declared?.pushed[index], unexported };
    return target.exporter === 'otlp' && !get('OTEL_AGENT_LEAN')
      ? createOfficial(target, own)
      : createPushed(target, own, lean);
  });
  const readers = pushed.map(({ reader }) => reader);
  for (const { get: own, options } of declared?.scraped ?? [{ get, options: undefined }])
    if (exporters.includes('prometheus')) readers.push(createPrometheusReader(own, lean, options));
  return {
    metricReaders: readers.map(reader => reader.asReader()),
    startReaders() {
      for (const reader of readers) reader.open();
    },
    meterProvider: sdk => lean?.providerOver(sdk) ?? sdk,
    pipelines: pushed.map(({ pipeline }) => pipeline),
  };
}

/** Only the SDK has exponential histograms. */
function canBeLean(exporters: readonly string[], get: GetValue): boolean {
  const histogram = get('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION');
  return get('OTEL_AGENT_LEAN') && exporters.length > 0 && histogram === 'explicit_bucket_histogram';
}

/** A collection is one batch, and its exporter's time is the only one. */
const RULES = {
  maxItems: Number.POSITIVE_INFINITY,
  exportTimeoutMs: Number.POSITIVE_INFINITY,
  maxBatchItems: Number.POSITIVE_INFINITY,
  scheduleDelayMs: 1000,
};

interface ReaderInput extends MetricPipelinesInput {
  readonly options?: DeclaredReader['options'];
  readonly unexported: Unexported;
}

function createPushed(
  target: ExporterTarget,
  input: ReaderInput,
  lean: LeanMetrics | undefined,
): { reader: DeferredReader; pipeline: Pipeline } {
  const { userAgent, report, spool, watchTransport } = input;
  const isSpooled = spool !== undefined;
  const route: Route = {
    signal: 'metrics',
    target,
    rules: RULES,
    limits: limitsOf(input),
    userAgent,
    isSpooled,
  };
  // A worker's metrics lie in no memory that the main thread reads, but it sees how many are on their way.
  const onHeld = lateOutbox(route, input.openOutbox)?.setHeld;
  const { exporter, queue } = createRoute(route, { report, spool, watchTransport, onHeld });
  const { get, redact, options, isOff } = input;
  const createExporter = () =>
    createQueueExporter(queue, exporter.format as MetricFormat, get, redact, isOff);
  const unexported = input.unexported.addReader();
  const reader = createPeriodicReader({ createExporter, get, lean, options, unexported });
  const hasMeasured = () => unexported.areThere && !queue.isSwitchedOff() && isOff?.() !== true;
  let isCollected = false;
  const pipeline: Pipeline = {
    signal: exporter.signal,
    exporter: exporter.exporter,
    destination: exporter.destination,
    ...queue,
    way: { route, queue, format: exporter.format },
    // A short script may measure without a span: its sampler keeps nothing, or traces are off.
    hasMeasured,
    hasUncollected: () =>
      hasMeasured() || (!isCollected && (input.isRunning() || reader.isOpen || lean?.hasMeasured === true)),
    // A worker's metrics have an instance of their own; there may be thousands of short ones.
    ...(!isWorker() && {
      collectLast() {
        isCollected = true;
        return queue.isSwitchedOff() || isOff?.()
          ? undefined
          : collectLast(reader, exporter.format as MetricFormat, redact);
      },
    }),
    isWarm: () => queue.isWarm() || input.tracePipelines.some(({ isWarm }) => isWarm()),
    async flush(timeoutMs) {
      isCollected = true;
      const lastMs = process.uptime() * 1000 + timeoutMs;
      await reader.forceFlush({ timeoutMillis: timeoutMs }).catch(() => {});
      return queue.flush(Math.max(0, lastMs - process.uptime() * 1000));
    },
  };
  return { reader, pipeline };
}

function collectLast(
  reader: DeferredReader,
  format: MetricFormat,
  redact: MetricPipelinesInput['redact'],
): Batch | undefined {
  const metrics = reader.collectNow();
  if (metrics === undefined) return undefined;
  const { resource } = metrics;
  const settled = resource.asyncAttributesPending
    ? resourceFromAttributes(settledAttributes(resource))
    : resource;
  const merged = mergeScopes({ ...metrics, resource: settled });
  return loadRequests().encodeMetrics(redact(merged), format);
}

/** With OpenTelemetry's own exporter, which keeps what it cannot send to itself. */
function createOfficial(
  { destination }: ExporterTarget,
  { get, report, userAgent, isRunning, options, unexported: all }: ReaderInput,
): { reader: DeferredReader; pipeline: Pipeline } {
  const { createOfficialMetrics } =
    loadChunk<typeof import('../export/official/official-pipelines')>('official-pipelines');
  const official = createOfficialMetrics({
    destination: destination!,
    userAgent,
    report,
    temporality: get('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'),
    isExponential:
      get('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION') ===
      'base2_exponential_bucket_histogram',
  });
  const unexported = all.addReader();
  const createExporter = () => official.exporter;
  const reader = createPeriodicReader({ createExporter, get, lean: undefined, options, unexported });
  let isCollected = false;
  const pipeline: Pipeline = {
    ...official.pipelineOf(() => reader.forceFlush()),
    hasMeasured: () => unexported.areThere,
    hasUncollected: () => unexported.areThere || (!isCollected && isRunning()),
  };
  const { flush } = pipeline;
  return {
    reader,
    pipeline: {
      ...pipeline,
      flush(timeoutMs) {
        isCollected = true;
        return flush(timeoutMs);
      },
    },
  };
}
