import { version } from '../../../package.json';
import { givenSettings } from '../../shared/config/describe';
import { receiverName } from '../export/pipelines/exporter';
import type { Pipeline } from '../export/pipelines/pipeline';
import { collectLibraries } from './collect-libraries';
import type { ExportTimes } from './counts';
import type { Report, ReportedQueue } from './report';
import type { State } from './state';

/** Collects the report on this process as it is now. */
export function collectReport(state: State): Report {
  const { settings, telemetry } = state;
  const { counts, exports, resource, standDown } = telemetry;
  return {
    version,
    time: new Date().toISOString(),
    process: {
      pid: process.pid,
      nodeVersion: process.versions.node,
      uptimeSeconds: Math.round(process.uptime()),
      standsDown: standDown.isOver,
    },
    service: String(resource.attributes['service.name']),
    ...collectLibraries(state),
    queues: exports.pipelines.map(pipeline => queueOf(pipeline, counts?.exports.get(pipeline.signal))),
    sampler: {
      name: settings.config.sampler.name,
      recorded: counts?.sampler.recorded ?? null,
      ignored: counts?.sampler.ignored ?? null,
      notSampled: counts?.sampler.notSampled ?? null,
    },
    redactedSpans: counts?.redactedSpans ?? null,
    settings: givenSettings(settings.config),
  };
}

function queueOf(pipeline: Pipeline, times: ExportTimes | undefined): ReportedQueue {
  const { endedItems, sentItems, droppedItems, waitingItems, spooledItems } = pipeline.stats();
  return {
    signal: pipeline.signal,
    receiver: receiverName(pipeline),
    ended: endedItems,
    acknowledged: sentItems,
    dropped: droppedItems as Readonly<Record<string, number>>,
    waiting: waitingItems,
    spooled: spooledItems,
    lastFailure: pipeline.way?.queue.failure() ?? null,
    requests: times === undefined ? null : requestsOf(times),
  };
}

function requestsOf({ requests, failed, latestMs }: ExportTimes) {
  const sorted = [...latestMs].sort((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
  return { count: requests, failed, medianMs: at(0.5), p95Ms: at(0.95) };
}
