import type { SpanProfile } from '../../../../shared/profile/profile';
import type { OrderedProfile } from '../../profiles/profile-store';
import type { SpanStore } from '../../store/span-store';
import { LEAST_REQUESTS, slowAndTypical } from '../operations/compare';
import { findRequests, type Request, readRequests } from '../operations/find-requests';
import type { TimeWindow } from '../operations/time-window';
import { type BlockMark, blockMarks } from './block-marks';
import { type FunctionTime, functionTimes } from './function-times';
import { readSamples } from './read-samples';
import { type RequestTimes, requestTimes } from './request-times';
import { type UnfinishedRequests, unfinishedRequests } from './unfinished-requests';

/** State of an order for a profile. */
export interface ProfileStatus {
  readonly id: string;
  readonly service: string;
  readonly seconds: number;
  readonly state: OrderedProfile['state'];
  readonly orderedAtMs: number;
  readonly pid?: number;
  readonly failure?: string;
  /** Once it is done: milliseconds since 1970. */
  readonly window?: TimeWindow;
}

/** Account of a profile: of a process, or of the slow requests of one of its operations. */
export interface ProfileAnswer extends ProfileStatus {
  readonly operation?: string;
  /** Requests that the rest is about: the slowest of the operation while the profile was taken. */
  readonly requests?: RequestTimes;
  /** CPU time of the samples that count, and of all. */
  readonly cpuMs: number;
  readonly allCpuMs: number;
  /** The longest self time first. */
  readonly functions: readonly FunctionTime[];
  /** Of the whole process, where `functions` is of an operation: requests wait while it works for others. */
  readonly processFunctions?: readonly FunctionTime[];
  readonly blocks: readonly BlockMark[];
  readonly unfinished?: UnfinishedRequests;
}

const MAX_FUNCTIONS = 100;
const MAX_OF_PROCESS = 10;
const MAX_REQUESTS = 200;
const MAX_BLOCKS = 50;

/** Tells how far an ordered profile is, without its samples. */
export function profileStatus(ordered: OrderedProfile): ProfileStatus {
  const { id, service, seconds, state, orderedAtMs, pid, failure, profile } = ordered;
  return {
    ...{ id, service, seconds, state, orderedAtMs },
    ...(pid !== undefined && { pid }),
    ...(failure !== undefined && { failure }),
    ...(profile !== undefined && { window: windowOf(profile) }),
  };
}

/** Works out self time by function, of the whole process or of an operation's slow requests. */
export function profileAnswer(
  ordered: OrderedProfile,
  store: SpanStore,
  operation: string | undefined,
): ProfileAnswer {
  const status = profileStatus(ordered);
  const { profile } = ordered;
  if (profile === undefined) return { ...status, cpuMs: 0, allCpuMs: 0, functions: [], blocks: [] };
  const samples = readSamples(profile);
  const all = functionTimes(samples, () => true);
  const unfinished = unfinishedRequests(profile, samples);
  const process = { ...status, allCpuMs: all.cpuMs, ...(unfinished !== undefined && { unfinished }) };
  if (operation === undefined) return answer(process, all, blockMarks(profile));
  const requests = slowRequests(store, { service: ordered.service, name: operation }, windowOf(profile));
  const meant = spansBelow(requests);
  const isMeant = profile.otelAgent.spans.map(([traceId, spanId]) => meant.has(`${traceId} ${spanId}`));
  const own = functionTimes(samples, span => isMeant[span] === true);
  const blocks = blockMarks(profile).filter(({ traceId, spanId }) => meant.has(`${traceId} ${spanId}`));
  return {
    ...answer(process, own, blocks),
    operation,
    processFunctions: all.functions.slice(0, MAX_OF_PROCESS),
    requests: requestTimes(requests, own.cpuMs),
  };
}

function answer(
  process: Pick<ProfileAnswer, keyof ProfileStatus | 'allCpuMs' | 'unfinished'>,
  { functions, cpuMs }: ReturnType<typeof functionTimes>,
  blocks: readonly BlockMark[],
): ProfileAnswer {
  const longest = [...blocks].sort((a, b) => b.durationMs - a.durationMs).slice(0, MAX_BLOCKS);
  return { ...process, cpuMs, functions: functions.slice(0, MAX_FUNCTIONS), blocks: longest };
}

function slowRequests(
  store: SpanStore,
  operation: { readonly service: string; readonly name: string },
  window: TimeWindow,
): Request[] {
  const found = findRequests(store, operation, window);
  if (found.length < LEAST_REQUESTS) return readRequests(store, found);
  return readRequests(store, slowAndTypical(found, MAX_REQUESTS).slow);
}

function spansBelow(requests: readonly Request[]): Set<string> {
  const ids = new Set<string>();
  for (const { traceId, node } of requests) {
    const waiting = [node];
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      ids.add(`${traceId} ${next.span.spanId}`);
      waiting.push(...next.children);
    }
  }
  return ids;
}

function windowOf({ startTime, endTime, otelAgent: { startedAtMs } }: SpanProfile): TimeWindow {
  return { sinceMs: startedAtMs, untilMs: startedAtMs + (endTime - startTime) / 1000 };
}
