import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { isInstrumentationOn, type ResolvedConfig } from '../../../shared/config';
import type { CoverageLog, Failure } from './targets';

/** Time after the app's start at which silence is told, and the time before in which requests are counted. */
const TOLD_AT_MS = 30_000;
const COUNTED_MS = 10_000;

/** Pipeline of a signal, as far as its silence is concerned. */
interface WatchedPipeline {
  readonly signal: string;
  stats(): { readonly endedItems: number; readonly sentItems: number };
  readonly way?: { readonly queue: { failure(): string | undefined } };
}

export interface SilenceInput {
  readonly log: CoverageLog;
  readonly config: ResolvedConfig;
  readonly failures: ReadonlyMap<string, Failure>;
  /** True if the agent has left the process to another tracer. */
  readonly isOver: () => boolean;
  readonly pipelines: readonly WatchedPipeline[];
  /** Makes the test of paths that are not traced on purpose. */
  readonly ignoredPaths: () => ((path: string) => boolean) | undefined;
}

/** Fewer requests may all have callers that did not sample them by chance. */
const BY_CHANCE = 20;

/**
 * Tells in one line, 30 s after the app's start, that spans ended and none was acknowledged, or that requests came and no
 * span ended, with the likeliest reason. A process with spans is asked twice and pays nothing; only without them
 * are requests counted, for 10 s. Returns what ends the watch.
 */
export function watchSilence(input: SilenceInput): () => void {
  const traces = input.pipelines.filter(({ signal }) => signal === 'traces');
  if (traces.length === 0) return () => {};
  const later = (atMs: number, run: () => void) => setTimeout(run, atMs).unref();
  const ended = () => traces.reduce((sum, { stats }) => sum + stats().endedItems, 0);
  let requests: Requests | undefined;
  const mayBeLate = input.config.batching.traces.scheduleDelayMs < COUNTED_MS;
  let endedEarlier = 0;
  const counting = later(TOLD_AT_MS - COUNTED_MS, () => {
    endedEarlier = ended();
    if (endedEarlier === 0 && !input.isOver()) requests = countRequests(input.ignoredPaths());
  });
  const telling = later(TOLD_AT_MS, () => {
    requests?.stop();
    if (input.isOver()) return;
    const line = ended() === 0 ? noSpan(requests, input) : noReply(traces, mayBeLate && endedEarlier > 0);
    if (line !== undefined) input.log('warn', `${line}; otel-agent doctor --pid ${process.pid} tells more`);
  });
  return () => {
    clearTimeout(counting);
    clearTimeout(telling);
    requests?.stop();
  };
}

/** Answered requests that are to be traced. */
interface Requests {
  readonly all: number;
  /** Requests whose caller has decided not to sample them. */
  readonly notSampled: number;
  stop(): void;
}

function countRequests(isIgnored: ((path: string) => boolean) | undefined): Requests {
  const counts = { all: 0, notSampled: 0, stop: () => unsubscribe(CHANNEL, note) };
  function note(message: unknown): void {
    const { url, headers } = (message as { request: IncomingMessage }).request;
    if (isIgnored?.(url ?? '')) return;
    counts.all++;
    if (String(headers.traceparent).endsWith('-00')) counts.notSampled++;
  }
  subscribe(CHANNEL, note);
  return counts;
}

const CHANNEL = 'http.server.response.finish';

function noReply(traces: readonly WatchedPipeline[], isLate: boolean): string | undefined {
  const silent = traces.find(({ stats }) => stats().endedItems > 0 && stats().sentItems === 0);
  if (silent === undefined) return undefined;
  const failure = silent.way?.queue.failure();
  if (failure === undefined && !isLate) return undefined; // The first batch may be on its way.
  const reason = failure ?? 'the receiver has not answered yet';
  return `${silent.stats().endedItems} spans have ended and none was acknowledged: ${reason}`;
}

function noSpan(requests: Requests | undefined, input: SilenceInput): string | undefined {
  if (requests === undefined || requests.all === 0 || input.config.given.has('OTEL_AGENT_KEEP'))
    return undefined;
  const reason = likeliestReason(requests, input);
  return reason && `requests are answered and no span has ended: ${reason}`;
}

function likeliestReason(
  { all, notSampled }: Requests,
  { config, failures }: SilenceInput,
): string | undefined {
  const { get, given, sampler } = config;
  const { name, ratio } = sampler;
  if (!isInstrumentationOn(get, 'http'))
    return 'the instrumentation http is off; set OTEL_INSTRUMENTATION_HTTP_ENABLED=true';
  const failure = failures.get('http');
  if (failure !== undefined) return `http could not be instrumented (${failure.reason})`;
  if (given.has('OTEL_AGENT_SAMPLING_RULES')) return 'OTEL_AGENT_SAMPLING_RULES may drop them';
  if (name === 'always_off' || name === 'parentbased_always_off' || ratio === 0)
    return `OTEL_TRACES_SAMPLER=${name} keeps none that begins here; unset it`;
  if (name.startsWith('parentbased_') && notSampled === all && all >= BY_CHANCE)
    return 'their callers have not sampled them, which the sampler follows; OTEL_TRACES_SAMPLER=always_on does not';
  if (notSampled > 0 || ratio < 1) return undefined; // By chance, or by their callers' choice.
  return 'http was used before the agent was loaded, or something has replaced what it patches';
}
