import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { version } from '../../../package.json';
import type { Reader } from '../../shared/config/declared';
import type { KeepRules } from '../../shared/rules/keep-rules';
import { secretParameters } from '../../shared/urls/secret-parameters';
import { loadChunk } from '../boot/chunks';
import { isWorker } from '../boot/guard/is-worker';
import { logRecordFormat, spanFormat } from '../export/encode/formats';
import {
  type BatchedSignal,
  createPipelines,
  type Pipelines,
  type PipelinesInput,
} from '../export/pipelines/create-pipelines';
import type { QueueContext } from '../export/pipelines/create-queue';
import type { OpenOutbox } from '../export/pipelines/late-outbox';
import { createRoute } from '../export/pipelines/route';
import type { Carriage } from '../export/shared-memory/carry';
import type { Spool } from '../export/spool/spool';
import { loadRules } from '../load-rules';
import { createMetricPipelines, type MetricPipelines } from '../metrics/metric-pipelines';
import { redactSpans } from '../redaction/redact-spans';
import type { ValueRedaction } from '../redaction/redact-values';
import type { StandDown } from '../stand-down/stand-down';
import type { DeclaredParts, Settings } from './read-settings';

/** All signals from the SDK's side to their receivers. */
export interface Exports extends Pipelines, MetricPipelines {
  readonly carriage: Carriage;
}

interface ExportsInput {
  readonly resource: Resource;
  readonly redaction: ValueRedaction;
  /** Scopes whose spans begin without secrets. */
  readonly leanScopes: ReadonlySet<string>;
  readonly standDown: Pick<StandDown, 'isSilenced'>;
  readonly isRunning: () => boolean;
  /** Called for each span and log record. */
  readonly noteItem: () => void;
  /** Called for the app's first measurement after each collection. */
  readonly noteMeasured: () => void;
  readonly openOutbox: OpenOutbox;
  readonly watchTransport: QueueContext['watchTransport'];
}

/** Creates a pipeline for each exporter of each signal. */
export function createExports(settings: Settings, input: ExportsInput): Exports {
  const { config, get, log, declared, switches } = settings;
  const { resource, redaction, leanScopes, standDown, isRunning, noteItem } = input;
  const sending = {
    userAgent: `otel-agent/${version} node/${process.versions.node}`,
    report: log,
    maxQueueBytes: get('OTEL_AGENT_MAX_QUEUE_BYTES'),
    maxBatchBytes: get('OTEL_AGENT_MAX_BATCH_BYTES'),
    isQueueBytesDefault: !config.given.has('OTEL_AGENT_MAX_QUEUE_BYTES'),
    spool: createSpool(get, log),
    watchTransport: input.watchTransport,
    openOutbox: isWorker() ? input.openOutbox : undefined,
  };
  const batches: PipelinesInput = {
    ...sending,
    traces: { ...config.batching.traces, targets: config.signals.traces.targets },
    logs: { ...config.batching.logs, targets: config.signals.logs.targets },
    resource: () => resource,
    flushTimeoutMs: get('OTEL_AGENT_EXIT_TIMEOUT'),
    onItem: noteItem,
    spanStages: [
      span => (standDown.isSilenced ? undefined : span),
      redactSpans(leanScopes, {
        statements: get('OTEL_AGENT_DB_STATEMENT') !== 'raw',
        isSecret: secretParameters(get('OTEL_AGENT_REDACT_QUERY')),
      }),
      redaction.span,
    ],
    logRecordStages: [redaction.logRecord],
  };
  const batched = get('OTEL_AGENT_LEAN') ? createPipelines(batches) : withOfficial(batches);
  const metrics = createMetricPipelines({
    ...sending,
    ...config.signals.metrics,
    get,
    readers: declared && declaredReaders(declared),
    isOff: switches && (() => switches.isOff('metrics')),
    isRunning,
    onMeasured: input.noteMeasured,
    redact: redaction.metrics,
    tracePipelines: batched.pipelines.filter(({ signal }) => signal === 'traces'),
  });
  const pipelines = [...batched.pipelines, ...metrics.pipelines];
  return {
    ...batched,
    ...metrics,
    spanProcessors: [...batched.spanProcessors, ...createKeep(settings, batched.spanBatchers)],
    ...(switches && {
      logRecordProcessors: batched.logRecordProcessors.map(one => switches.logRecords(one)),
    }),
    pipelines,
    carriage: {
      pipelines,
      resource: () => resource,
      report: log,
      spool: sending.spool,
      createRoute,
      spanFormat,
      logRecordFormat,
      createResource: resourceFromAttributes,
    },
  };
}

/** Readers of a file. Views and limits are the SDK's: the lean instruments have none. */
function declaredReaders({ readers, views, readerOptions }: DeclaredParts) {
  const plain = ({ get, options }: Reader) => ({ get, options: readerOptions(options) });
  const pushed = readers.pushed.map(plain);
  const needsSdk = ({ get, options }: Reader) =>
    options.cardinalityLimits !== undefined ||
    get('OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION') !== 'explicit_bucket_histogram';
  const needSdk = views.length > 0 || readers.pushed.some(needsSdk);
  const scraped = readers.scraped.map(plain);
  return { pushed, scraped, needSdk };
}

/** OTEL_AGENT_KEEP: decides about traces that the sampler has left out. */
function createKeep({ get, switches }: Settings, batchers: Pipelines['spanBatchers']): SpanProcessor[] {
  const rules = get('OTEL_AGENT_KEEP');
  if (!get('OTEL_AGENT_LEAN')) return [];
  const maxBytes = get('OTEL_AGENT_KEEP_MAX_BYTES');
  const create = (given: KeepRules) => loadRules().createKeepProcessor({ rules: given, maxBytes, batchers });
  if (switches !== undefined) return [switches.keep(create, rules)];
  return rules === undefined ? [] : [create(rules)];
}

/** OTEL_AGENT_SPOOL: the disk behind all queues of this thread. */
function createSpool(get: Settings['get'], report: Settings['log']): Spool | undefined {
  const place = get('OTEL_AGENT_SPOOL');
  if (place === false) return undefined;
  return loadChunk<typeof import('../export/spool/spool')>('spool').createSpool({
    place,
    maxBytes: get('OTEL_AGENT_SPOOL_MAX_BYTES'),
    maxAgeMs: get('OTEL_AGENT_SPOOL_MAX_AGE'),
    syncMs: get('OTEL_AGENT_SPOOL_SYNC'),
    report,
  });
}

/** OTEL_AGENT_LEAN=off: OTLP leaves by OpenTelemetry's own processors and exporters, all else as ever. */
function withOfficial(input: PipelinesInput): Pipelines {
  const { createOfficialPipelines } =
    loadChunk<typeof import('../export/official/official-pipelines')>('official-pipelines');
  const official = createOfficialPipelines(input);
  const others = createPipelines({
    ...input,
    traces: withoutOtlp(input.traces),
    logs: withoutOtlp(input.logs),
  });
  return {
    spanProcessors: [...official.spanProcessors, ...others.spanProcessors],
    logRecordProcessors: [...official.logRecordProcessors, ...others.logRecordProcessors],
    pipelines: [...official.pipelines, ...others.pipelines],
    spanBatchers: [],
  };
}

function withoutOtlp(signal: BatchedSignal): BatchedSignal {
  return { ...signal, targets: signal.targets.filter(({ exporter }) => exporter !== 'otlp') };
}
