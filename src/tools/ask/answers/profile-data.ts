import type { BlockMark } from '../../../viewer/receiver/analyse/profile/block-marks';
import type { ProfileAnswer } from '../../../viewer/receiver/analyse/profile/profile-answer';
import { isoOfMs } from '../time';

interface FunctionData {
  readonly name: string;
  /** `src/price.js:12:5`, as the source map has it. */
  readonly place: string;
  readonly selfMs: number;
  readonly totalMs: number;
  /** Part of the CPU time, from 0 to 1. */
  readonly share: number;
}

/** Answer of `ask profile --json`. Milliseconds are rounded to tenths. */
export interface ProfileData {
  readonly id: string;
  readonly service: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly seconds: number;
  /** Undefined where the whole process is told about. */
  readonly operation?: string;
  readonly requests?: ProfileAnswer['requests'];
  /** Requests that had not ended when the profile did, which `requests` leaves out; undefined if there were none. */
  readonly unfinished?: ProfileAnswer['unfinished'];
  readonly cpuMs: number;
  /** Longest self time first. */
  readonly functions: readonly FunctionData[];
  /** Of the whole process, since requests wait while it works for others. */
  readonly processFunctions: readonly FunctionData[];
  readonly blocks: readonly {
    readonly at: string;
    readonly durationMs: number;
    readonly traceId?: string;
    readonly spanId?: string;
    /** From the function that did the work to its callers. */
    readonly stack: readonly string[];
  }[];
}

/** Takes the first `limit` functions of each list. */
export function profileData(found: ProfileAnswer, limit: number): ProfileData {
  const {
    id,
    service,
    pid = 0,
    window,
    operation,
    requests,
    unfinished,
    cpuMs,
    allCpuMs,
    functions,
    blocks,
    processFunctions = functions,
  } = found;
  return {
    id,
    service,
    pid,
    startedAt: isoOfMs(window!.sinceMs),
    seconds: Math.round((window!.untilMs - window!.sinceMs) / 100) / 10,
    ...(operation !== undefined && { operation }),
    ...(requests !== undefined && { requests }),
    ...(unfinished !== undefined && {
      unfinished: { count: unfinished.count, cpuMs: rounded(unfinished.cpuMs) },
    }),
    cpuMs: rounded(cpuMs),
    functions: functionData(functions.slice(0, limit), cpuMs),
    processFunctions: functionData(processFunctions.slice(0, limit), allCpuMs),
    blocks: blocks.map(({ atMs, durationMs, traceId, spanId, stack }) => ({
      at: isoOfMs(atMs),
      durationMs: rounded(durationMs),
      ...(traceId !== undefined && { traceId }),
      ...(spanId !== undefined && { spanId }),
      stack: stack.map(frame => `${frame.name} ${placeOf(frame)}`.trim()),
    })),
  };
}

function functionData(functions: ProfileAnswer['functions'], cpuMs: number): FunctionData[] {
  return functions.map(each => ({
    name: each.name,
    place: placeOf(each),
    selfMs: rounded(each.selfMs),
    totalMs: rounded(each.totalMs),
    share: cpuMs === 0 ? 0 : Number((each.selfMs / cpuMs).toFixed(3)),
  }));
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

/** `/app/price.js:12:5`; empty for V8's own. */
function placeOf({ url, line, column }: BlockMark['stack'][number]): string {
  if (url === '') return '';
  const file = url.startsWith('file:') && URL.canParse(url) ? decodeURIComponent(new URL(url).pathname) : url;
  return line > 0 ? `${file}:${line}:${column}` : file;
}
