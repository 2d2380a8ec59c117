import type { Block, CpuProfile, SpanProfile } from '../../shared/profile/profile';
import { BLOCK_MS } from './watch-gaps';
import type { Turns } from './watch-turns';

/** Everything that was noted beside a profile. Moments are milliseconds of `performance.now()`. */
export interface Notes {
  readonly turns: Turns;
  readonly gaps: readonly (readonly [fromMs: number, toMs: number])[];
  /** Just before the profiler started, and just after. */
  readonly startMs: readonly [before: number, after: number];
}

/** Joins samples with spans and finds blocks of the event loop. V8's clock is that of `hrtime`. */
export function joinSpans(profile: CpuProfile, { turns, gaps, startMs }: Notes): Joined {
  const offsetUs = clockOffset(profile.startTime, startMs);
  const times = sampleTimes(profile);
  const runs: number[] = [];
  let change = -2;
  let span = -1;
  let told = -2;
  for (let i = 0; i < times.length; i++) {
    const atMs = (times[i]! - offsetUs) / 1000;
    while (change + 2 < turns.changes.length && turns.changes[change + 2]! <= atMs) {
      change += 2;
      span = turns.changes[change + 1]!;
    }
    if (span !== told) runs.push(i, span);
    told = span;
  }
  return { ...keepUsed(turns, runs), blocks: findBlocks(profile, times, gaps, offsetUs) };
}

type Joined = Pick<SpanProfile['otelAgent'], 'spans' | 'runs' | 'blocks' | 'openSpans'>;

/** Microseconds between V8's clock and `performance.now()`. */
function clockOffset(startUs: number, [beforeMs, afterMs]: Notes['startMs']): number {
  // hrtime is V8's clock on every platform of Node; a start between the two readings shows that it is.
  const offsetUs = Number(process.hrtime.bigint() / 1000n) - performance.now() * 1000;
  const isAlike = startUs >= beforeMs * 1000 + offsetUs - 1000 && startUs <= afterMs * 1000 + offsetUs + 1000;
  return isAlike ? offsetUs : startUs - afterMs * 1000;
}

function sampleTimes({ startTime, timeDeltas }: CpuProfile): Float64Array {
  const times = new Float64Array(timeDeltas.length);
  let at = startTime;
  for (let i = 0; i < timeDeltas.length; i++) {
    at += timeDeltas[i]!;
    times[i] = at;
  }
  return times;
}

/** Leaves out spans in which no sample fell. */
function keepUsed({ spans, open }: Turns, runs: readonly number[]): Omit<Joined, 'blocks'> {
  const numbers = new Map<number, number>([[-1, -1]]);
  const used: Turns['spans'][number][] = [];
  const renumbered = runs.map((value, at) => {
    if (at % 2 === 0) return value;
    if (!numbers.has(value)) numbers.set(value, used.push(spans[value]!) - 1);
    return numbers.get(value)!;
  });
  const openSpans = [...numbers].filter(([was]) => open.has(was)).map(([, is]) => is);
  return { spans: used, runs: renumbered, openSpans };
}

/** Finds in each gap the stretch from its first busy sample to its last. */
function findBlocks(
  { nodes, samples, startTime }: CpuProfile,
  times: Float64Array,
  gaps: Notes['gaps'],
  offsetUs: number,
): Block[] {
  const idle = new Set(
    nodes.filter(({ callFrame }) => callFrame.functionName === '(idle)').map(({ id }) => id),
  );
  const blocks: Block[] = [];
  let at = 0;
  for (const [fromMs, toMs] of gaps) {
    const fromUs = fromMs * 1000 + offsetUs;
    const toUs = toMs * 1000 + offsetUs;
    while (at < times.length && times[at]! < fromUs) at++;
    let first = -1;
    let last = -1;
    for (; at < times.length && times[at]! <= toUs; at++) {
      if (idle.has(samples[at]!)) continue;
      if (first < 0) first = at;
      last = at;
    }
    if (first < 0 || times[last]! - times[first]! < BLOCK_MS * 1000) continue;
    blocks.push({
      startUs: Math.round(times[first]! - startTime),
      endUs: Math.round(times[last]! - startTime),
    });
  }
  return blocks;
}
