import { setTimeout as sleep } from 'node:timers/promises';
import type { BlockMark } from '../../../viewer/receiver/analyse/profile/block-marks';
import type { otlpProfile } from '../../../viewer/receiver/analyse/profile/otlp-profile';
import type { ProfileAnswer } from '../../../viewer/receiver/analyse/profile/profile-answer';
import { countOf } from '../../../viewer/receiver/count-of';
import { cleanText } from '../../../viewer/receiver/terminal/clean-text';
import { AskError } from '../ask-error';
import { numberCell, tableOf } from '../table';
import { isoOfMs } from '../time';
import type { Answered, Asking, Page } from './answer';
import { ms, type Overview } from './services';

const DEFAULT_SECONDS = 10;
const DEFAULT_FUNCTIONS = 15;
const EVERY_MS = 250;
const MAX_BLOCKS = 3;
const MAX_ELSEWHERE = 5;
const MAX_FRAMES = 6;

interface FunctionData {
  readonly name: string;
  /** `src/price.js:12:5`, as the source map has it. */
  readonly place: string;
  readonly selfMs: number;
  readonly totalMs: number;
  /** Part of the CPU time, from 0 to 1. */
  readonly share: number;
}

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

/** ExportProfilesServiceRequest (v1development) in JSON. */
type OtlpProfile = ReturnType<typeof otlpProfile>;

/** Profiles a service, and tells which functions the slow requests of its slowest operation spend their time in. */
export async function askProfile({
  source,
  service,
  words,
  seconds = DEFAULT_SECONDS,
  limit = DEFAULT_FUNCTIONS,
  otlp = false,
}: Asking): Promise<Answered<ProfileData | OtlpProfile>> {
  if (service === undefined)
    throw new AskError('name the service: otel-agent ask profile --service checkout');
  const { id } = await source.orderProfile(service, seconds);
  if (otlp) return otlpAnswer(source, id);
  const done = await waitFor(source, id, { withSpans: true });
  const operation = words.join(' ') || (await slowestOperation(source, service, done));
  const found = await source.ask<ProfileAnswer>(`/api/v1/profiles/${id}`, { operation });
  const hasRequests = (found?.requests?.count ?? 0) > 0;
  const data = dataOf(hasRequests || words.length > 0 ? found! : done, limit);
  return {
    data,
    isFound: data.functions.length + data.processFunctions.length > 0,
    text: page => textOf(data, page),
  };
}

/** Spans come after the profile: those of the last seconds are waited for, too. */
const SPANS_BEHIND_MS = 6000;

/** The profile itself, in a line, for a Collector. */
async function otlpAnswer(source: Asking['source'], id: string): Promise<Answered<OtlpProfile>> {
  await waitFor(source, id, { withSpans: false });
  const data = await source.ask<OtlpProfile>('/api/v1/profiles/file', { id, format: 'otlp' });
  if (data === undefined) throw forgotten();
  return { data, isFound: true, text: () => JSON.stringify(data) };
}

function forgotten(): AskError {
  return new AskError('the viewer has forgotten this profile');
}

async function waitFor(
  source: Asking['source'],
  id: string,
  { withSpans }: { readonly withSpans: boolean },
): Promise<ProfileAnswer> {
  let doneAtMs: number | undefined;
  for (;;) {
    const found = await source.ask<ProfileAnswer>(`/api/v1/profiles/${id}`);
    if (found === undefined) throw forgotten();
    if (found.state === 'failed') throw new AskError(found.failure!);
    if (found.state === 'done') {
      doneAtMs ??= Date.now();
      if (!withSpans || Date.now() - doneAtMs > SPANS_BEHIND_MS || (await hasSpansUntil(source, found)))
        return found;
    }
    await sleep(EVERY_MS);
  }
}

async function hasSpansUntil(source: Asking['source'], { window }: ProfileAnswer): Promise<boolean> {
  const later = await source.ask<Overview>('/api/v1/overview', { since: window!.untilMs, buckets: 1 });
  return (later?.operations.length ?? 0) > 0;
}

async function slowestOperation(
  source: Asking['source'],
  service: string,
  { window }: ProfileAnswer,
): Promise<string | undefined> {
  const overview = await source.ask<Overview>('/api/v1/overview', {
    since: window!.sinceMs,
    until: window!.untilMs,
    buckets: 1,
  });
  const own = overview!.operations.filter(each => each.service === service);
  return own.sort((a, b) => b.p95Ns - a.p95Ns)[0]?.name;
}

function dataOf(found: ProfileAnswer, limit: number): ProfileData {
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

function functionTable(functions: ProfileData['functions'], { paint, columns }: Page): string {
  const rows = functions.map(({ name, place, selfMs, share }) => [
    numberCell(`${Math.round(share * 100)}%`, 'yellow'),
    numberCell(ms(selfMs)),
    { text: cleanText(name, 60), colour: 'bold' as const },
    { text: cleanText(place, Math.max(20, columns - 60)) },
  ]);
  return tableOf(rows, paint);
}

function unfinishedText(
  { operation }: ProfileData,
  { count, cpuMs }: NonNullable<ProfileData['unfinished']>,
): string {
  const part = operation === undefined ? 'of this CPU' : 'of CPU, which are not in these figures';
  return `${countOf(count, 'request')} had not ended when the profile did: ${ms(cpuMs)} ${part}; a longer profile tells more (--seconds)`;
}

function textOf(data: ProfileData, page: Page): string {
  const { service, pid, seconds, operation, requests, cpuMs, functions, processFunctions, blocks } = data;
  const { paint, columns, goOn } = page;
  const lines = [
    `${paint('cyan', cleanText(service, 40))} process ${pid}, ${seconds} s, ${ms(cpuMs)} of CPU${operation === undefined ? '' : ` in the slow requests of ${paint('bold', cleanText(operation, 80))}`}`,
  ];
  if (requests !== undefined && requests.count > 0) {
    const { count, meanMs, cpuMs: own, databaseMs, remoteMs, waitingMs } = requests;
    lines.push(
      `  ${count} slow requests take ${ms(meanMs)}: ${ms(own)} CPU, ${ms(databaseMs)} databases, ${ms(remoteMs)} other calls, ${ms(waitingMs)} waiting`,
    );
  }
  if (data.unfinished !== undefined) lines.push(`  ${unfinishedText(data, data.unfinished)}`);
  if (functions.length === 0) lines.push('', 'no sample fell into them: they only waited');
  else lines.push('', 'self time by function', functionTable(functions, page));
  const isWaiting = requests !== undefined && requests.waitingMs > requests.meanMs / 2;
  if (isWaiting && processFunctions.length > 0)
    lines.push(
      '',
      'meanwhile the process was in',
      functionTable(processFunctions.slice(0, MAX_ELSEWHERE), page),
    );
  for (const { durationMs, traceId, stack } of blocks.slice(0, MAX_BLOCKS)) {
    lines.push('', `the event loop stood still for ${ms(durationMs)}`);
    lines.push(...stack.slice(0, MAX_FRAMES).map(frame => `  at ${cleanText(frame, columns - 5)}`));
    if (traceId !== undefined) lines.push(paint('dim', `  ${goOn(traceId)}`));
  }
  return lines.join('\n');
}
