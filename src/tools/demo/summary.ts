import { knownServices } from '../../viewer/receiver/analyse/catalogue';
import { type ErrorGroup, errorGroups } from '../../viewer/receiver/analyse/errors/error-groups';
import { failedTraces } from '../../viewer/receiver/analyse/errors/failed-traces';
import type { OperationStats } from '../../viewer/receiver/analyse/operations/operations';
import {
  type SlowestOperation,
  slowestOperation,
} from '../../viewer/receiver/analyse/operations/slowest-operation';
import { type TimeWindow, timeWindow } from '../../viewer/receiver/analyse/operations/time-window';
import { countOf } from '../../viewer/receiver/count-of';
import type { SpanStore } from '../../viewer/receiver/store/span-store';
import { cleanText } from '../../viewer/receiver/terminal/clean-text';
import { formatDuration } from '../../viewer/receiver/terminal/format-duration';

const MAX_GROUPS = 4;

/** Summarises a run in a few lines: number of spans, slow operations and their cause, failures and their origin. */
export function summarize(store: SpanStore): string {
  const { spans, traces } = store.counts;
  if (spans === 0) return 'No spans arrived.';
  const window = timeWindow(store, { sinceMs: 0 });
  const services = knownServices(store);
  return [
    `${countOf(spans, 'span')} in ${countOf(traces, 'trace')} from ${countOf(services.length, 'service')}: ${services.join(', ')}`,
    ...slowestLines(store, window),
    ...errorLines(store, window),
  ].join('\n');
}

function slowestLines(store: SpanStore, window: TimeWindow): string[] {
  const slowest = slowestOperation(store, window);
  if (slowest === undefined) return [];
  const { operation, comparison } = slowest;
  return [
    '',
    `Slowest operation: ${operation.name} (${operation.service})`,
    `  ${durationsOf(operation)}`,
    ...causeIn(comparison),
  ];
}

function durationsOf({ count, p50Ns, p95Ns, p99Ns }: OperationStats): string {
  const [p50, p95, p99] = [p50Ns, p95Ns, p99Ns].map(formatDuration);
  return `${countOf(count, 'request')}; half take less than ${p50}, 95% less than ${p95}, 99% less than ${p99}`;
}

function causeIn(comparison: SlowestOperation['comparison']): string[] {
  const part = comparison?.parts[0];
  if (comparison === undefined || part === undefined || part.share <= 0) return [];
  const { slow, typical } = comparison;
  const step = part.path.at(-1)!;
  const times = `slow ones take ${formatDuration(slow.meanNs)}, typical ones ${formatDuration(typical.meanNs)}`;
  const share = Math.round(part.share * 100);
  return [`  cause: ${times}; ${share}% of the extra time is ${cleanText(step.label, 60)} (${step.service})`];
}

function errorLines(store: SpanStore, window: TimeWindow): string[] {
  const groups = errorGroups(failedTraces(store, window).traces);
  if (groups.length === 0) return ['', 'No errors.'];
  const lines = groups.slice(0, MAX_GROUPS).flatMap(groupLines);
  const more = groups.length > MAX_GROUPS ? [`  … and ${groups.length - MAX_GROUPS} more`] : [];
  return [
    '',
    `${groups.length} error group${groups.length === 1 ? '' : 's'}, by where the failure began:`,
    ...lines,
    ...more,
  ];
}

function groupLines({ count, service, operation, message, doing, reached }: ErrorGroup): string[] {
  const [edge] = [...reached].sort((a, b) => b.count - a.count);
  const seen = edge === undefined ? '' : `, seen as ${cleanText(edge.operation, 40)} (${edge.service})`;
  return [
    `  ${count} x ${service}: ${cleanText(operation, 50)}${seen}`,
    `      ${cleanText(message, 100)}`,
    ...(doing === '' ? [] : [`      ${cleanText(doing, 100)}`]),
  ];
}
