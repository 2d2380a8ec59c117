import type { ErrorGroup } from '../../../viewer/receiver/analyse/errors/error-groups';
import type { TimeWindow } from '../../../viewer/receiver/analyse/operations/time-window';
import { countOf } from '../../../viewer/receiver/count-of';
import { cleanText } from '../../../viewer/receiver/terminal/clean-text';
import { isoOfMs, timeParameters } from '../time';
import type { Answered, Asking, Page, WindowData } from './answer';
import { windowData } from './services';

const DEFAULT_GROUPS = 20;

export interface ErrorsData {
  readonly window: WindowData;
  readonly failedTraces: number;
  /** Groups in all; `groups` has the most frequent of them. */
  readonly total: number;
  readonly groups: readonly {
    readonly count: number;
    /** Where the failure began: the deepest span that failed first. */
    readonly service: string;
    readonly operation: string;
    readonly type: string;
    readonly message: string;
    /** Statement or URL of the work that failed. */
    readonly doing: string;
    readonly stack: string;
    /** Failures whose caller went on all the same. */
    readonly handled: number;
    readonly reached: readonly {
      readonly service: string;
      readonly operation: string;
      readonly count: number;
    }[];
    readonly firstAt: string;
    readonly lastAt: string;
    readonly examples: readonly { readonly traceId: string; readonly spanId: string }[];
  }[];
}

/** Failures grouped by where they began, the most frequent first. */
export async function askErrors({
  source,
  since,
  service,
  limit = DEFAULT_GROUPS,
}: Asking): Promise<Answered<ErrorsData>> {
  const found = (await source.ask<{ window: TimeWindow; failedTraces: number; groups: ErrorGroup[] }>(
    '/api/v1/errors',
    timeParameters(since),
  ))!;
  const groups = found.groups.filter(group => service === undefined || group.service === service);
  const data: ErrorsData = {
    window: windowData(found.window),
    failedTraces: found.failedTraces,
    total: groups.length,
    groups: groups.slice(0, limit).map(group => ({
      count: group.count,
      service: group.service,
      operation: group.operation,
      type: group.type,
      message: group.message,
      doing: group.doing,
      stack: group.stack,
      handled: group.handled,
      reached: group.reached,
      firstAt: isoOfMs(group.firstMs),
      lastAt: isoOfMs(group.lastMs),
      examples: group.examples,
    })),
  };
  return { data, isFound: groups.length > 0, text: page => textOf(data, page) };
}

function textOf({ groups, total, failedTraces }: ErrorsData, { paint, goOn }: Page): string {
  if (total === 0) return 'Nothing has failed.';
  const heading = `${countOf(failedTraces, 'failed trace')}, ${countOf(total, 'root cause')}`;
  const parts = groups.map(group => {
    const edges = group.reached
      .slice(0, 3)
      .map(
        ({ service, operation, count }) =>
          `${cleanText(operation, 60)} (${cleanText(service, 40)}) × ${count}`,
      );
    const lines = [
      `${paint('red', `${group.count} ×`)} ${paint('bold', cleanText(group.message || group.type || 'no message', 160))}`,
      `  began in ${cleanText(group.operation, 80)} ${paint('cyan', cleanText(group.service, 40))}`,
    ];
    if (group.doing !== '') lines.push(`  ${paint('dim', cleanText(group.doing, 160))}`);
    if (edges.length > 0) lines.push(`  seen as ${edges.join(', ')}`);
    if (group.handled > 0) lines.push(`  the caller went on ${countOf(group.handled, 'time')}`);
    const [example] = group.examples;
    if (example !== undefined) lines.push(paint('dim', `  newest: ${goOn(example.traceId)}`));
    return lines.join('\n');
  });
  const more = total > groups.length ? [`… and ${countOf(total - groups.length, 'more group')}`] : [];
  return [heading, ...parts, ...more].join('\n\n');
}
