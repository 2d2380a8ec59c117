import type { SpanProfile } from '../../../../shared/profile/profile';
import { type Frame, frameOf } from './function-times';
import { readSamples } from './read-samples';

/** Stretch in which a process's event loop stood still, with where it was. */
export interface BlockMark {
  readonly service: string;
  /** Unix milliseconds. */
  readonly atMs: number;
  readonly durationMs: number;
  /** Span that was active for most of it; undefined for none. */
  readonly traceId?: string;
  readonly spanId?: string;
  /** Where most of the time went: from the function that did the work to its callers. */
  readonly stack: readonly Frame[];
}

const MAX_FRAMES = 30;
const known = new WeakMap<SpanProfile, BlockMark[]>();

/** Blocks of the event loop in a profile, the first first. */
export function blockMarks(profile: SpanProfile): BlockMark[] {
  const marks = known.get(profile) ?? workOut(profile);
  known.set(profile, marks);
  return marks;
}

function workOut(profile: SpanProfile): BlockMark[] {
  const { blocks, service, startedAtMs, spans } = profile.otelAgent;
  const samples = readSamples(profile);
  const gathered = blocks.map(() => ({ nodes: new Map<number, number>(), spans: new Map<number, number>() }));
  let at = 0;
  samples.each((node, span, atUs, us) => {
    while (at < blocks.length && blocks[at]!.endUs < atUs) at++;
    if (at === blocks.length || blocks[at]!.startUs > atUs) return;
    add(gathered[at]!.nodes, node, us);
    add(gathered[at]!.spans, span, us);
  });
  return blocks.map(({ startUs, endUs }, index) => {
    const [traceId, spanId] = spans[longest(gathered[index]!.spans) ?? -1] ?? [];
    return {
      service,
      atMs: startedAtMs + startUs / 1000,
      durationMs: (endUs - startUs) / 1000,
      ...(traceId !== undefined && spanId !== undefined && { traceId, spanId }),
      stack: heaviestStack(samples, gathered[index]!.nodes),
    };
  });
}

/** Stack of the longest way down: at each level the call that took most of the time. */
function heaviestStack(
  samples: ReturnType<typeof readSamples>,
  selfUs: ReadonlyMap<number, number>,
): readonly Frame[] {
  const totals = new Map<number, number>();
  const callees = new Map<number, Set<number>>();
  let root: number | undefined;
  for (const [node, us] of selfUs) {
    let below: number | undefined;
    for (let at: number | undefined = node; at !== undefined; at = samples.callerOf(at)) {
      add(totals, at, us);
      if (below !== undefined) callees.set(at, (callees.get(at) ?? new Set()).add(below));
      below = at;
      root = at;
    }
  }
  const stack: Frame[] = [];
  for (let at = root; at !== undefined; ) {
    const frame = frameOf(samples.frameOf(at));
    if (frame.name !== '(root)') stack.unshift(frame);
    const next: Map<number, number> = new Map(
      [...(callees.get(at) ?? [])].map(node => [node, totals.get(node)!]),
    );
    const heaviest = longest(next);
    // Where most of the time is the function's own, this is the one.
    at = heaviest !== undefined && next.get(heaviest)! >= (selfUs.get(at) ?? 0) ? heaviest : undefined;
  }
  return withoutAgent(stack).slice(0, MAX_FRAMES);
}

/** Leaves the agent's frames out between those of the app, unless the agent did the work. */
function withoutAgent(stack: readonly Frame[]): readonly Frame[] {
  const isAgents = ({ url }: Frame) => OF_AGENT.test(url);
  return stack[0] !== undefined && isAgents(stack[0]) ? stack : stack.filter(frame => !isAgents(frame));
}

const OF_AGENT = /\/otel-agent\/dist\//;

function add(sums: Map<number, number>, key: number, us: number): void {
  sums.set(key, (sums.get(key) ?? 0) + us);
}

function longest(sums: ReadonlyMap<number, number>): number | undefined {
  let best: number | undefined;
  for (const [key, us] of sums) if (best === undefined || us > sums.get(best)!) best = key;
  return best;
}
