import type { Resource } from '@opentelemetry/resources';
import { version } from '../../../package.json';
import { type Announcer, announcer } from '../announce';
import { chunkFile } from '../boot/chunks';
import { noteUncaught, settleThrown } from '../lifecycle/thrown';
import { type ProcessEnd, watchProcessEnd } from '../lifecycle/watch-process-end';
import type { ValueRedaction } from '../redaction/redact-values';
import type { Counts } from '../self-report/counts';
import { StandDown } from '../stand-down/stand-down';
import { createTracing, type Tracing } from '../tracing/create-tracing';
import { createExports, type Exports } from './create-exports';
import { createRedaction } from './create-redaction';
import { createResource } from './create-resource';
import { createSampler } from './create-sampler';
import type { HostFacts } from './host-facts';
import type { Settings } from './read-settings';
import { createCounts } from './tell-state';

/** Everything from a span's start to its delivery. */
export interface Telemetry {
  readonly resource: Resource;
  readonly redaction: ValueRedaction;
  /** Scopes of our own instrumentations, whose spans begin without secrets. */
  readonly leanScopes: Set<string>;
  readonly standDown: StandDown;
  readonly announce: Announcer;
  readonly exports: Exports;
  readonly tracing: Tracing;
  readonly end: ProcessEnd;
  /** Counts for OTEL_AGENT_REPORT. */
  readonly counts: Counts | undefined;
}

/**
 * Creates everything from a span's start to its delivery. The order is free but for closures: each part asks for the others
 * only once the process runs.
 */
export function createTelemetry(
  settings: Settings,
  { env, entry, isAttached, waited }: HostFacts,
): Telemetry {
  const { config, get, log, sayOnce } = settings;
  const counts = createCounts(settings);
  const redaction = createRedaction(settings);
  const resource = createResource(settings, redaction, { env, entry });
  const leanScopes = new Set<string>();
  const standDown = new StandDown({
    report: log,
    agentFolder: __dirname,
    isRunning: () => announce.isRunning(),
  });
  const serviceName = () => resource.attributes['service.name'];
  const announce = announcer({
    config,
    version,
    serviceName,
    log: sayOnce,
    standDown,
    isAttached,
    ageMs: waited?.ageMs() ?? 0,
    isFunction: env._HANDLER !== undefined,
  });
  // None where the start fails on the way: the app's end is watched all the same.
  let made: Exports | undefined;
  const end = watchProcessEnd({
    pipelines: () => made?.pipelines ?? [],
    script: entry,
    carriage: () => exports.carriage,
    onThread: announce.noteItem,
    exitTimeoutMs: get('OTEL_AGENT_EXIT_TIMEOUT'),
    report: log,
    helper: { file: chunkFile('exit-helper'), env, logLevel: get('OTEL_LOG_LEVEL') },
    isLoopRestarted: env._HANDLER !== undefined,
    atEnd: counts?.atEnd,
    thrown: { noteUncaught, settleThrown },
  });
  const exports = createExports(settings, {
    resource,
    redaction,
    standDown,
    isRunning: announce.isRunning,
    noteItem() {
      announce.noteItem();
      end.noteUnsent();
    },
    noteMeasured: end.noteUnsent,
    openOutbox: end.openOutbox,
    leanScopes,
    watchTransport: counts?.watchTransport,
  });
  made = exports;
  const own = createSampler(settings);
  const sampler = settings.switches?.sampler(own) ?? own;
  const tracing = createTracing({
    isLean: get('OTEL_AGENT_LEAN'),
    isCounted: get('OTEL_NODE_EXPERIMENTAL_SDK_METRICS'),
    resource,
    sampler: counts?.watchSampler(sampler) ?? sampler,
    spanLimits: config.limits.span,
    spanProcessors: counts?.after(exports.spanProcessors) ?? exports.spanProcessors,
  });
  return { resource, redaction, leanScopes, standDown, announce, exports, tracing, end, counts };
}
