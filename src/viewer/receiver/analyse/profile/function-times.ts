import type { CallFrame } from '../../../../shared/profile/profile';
import type { Samples } from './read-samples';

/** Function with the time that was spent in it. Lines and columns count from 1; 0 where there is none. */
export interface FunctionTime {
  readonly name: string;
  /** Address of its file: `file:///…`, `node:…`; empty for V8's own, as the garbage collector. */
  readonly url: string;
  readonly line: number;
  readonly column: number;
  /** In the function itself. */
  readonly selfMs: number;
  /** In the function, and in all that it called. */
  readonly totalMs: number;
}

/** A frame of a stack. */
export type Frame = Pick<FunctionTime, 'name' | 'url' | 'line' | 'column'>;

/** Levels of calls that are followed. */
const MAX_DEPTH = 1000;

/** Adds up the time of each function over the samples of some spans, the longest self time first. */
export function functionTimes(
  samples: Samples,
  isMeant: (span: number, atUs: number) => boolean,
): { functions: FunctionTime[]; cpuMs: number } {
  const found = new Map<string, { frame: Frame; selfUs: number; totalUs: number }>();
  const keys: string[] = [];
  const keyOf = (node: number) => {
    keys[node] ??= JSON.stringify(frameOf(samples.frameOf(node)));
    return keys[node];
  };
  let cpuUs = 0;
  samples.each((node, span, atUs, us) => {
    if (!isMeant(span, atUs)) return;
    cpuUs += us;
    const seen = new Set<string>();
    let depth = 0;
    for (
      let at: number | undefined = node;
      at !== undefined && depth < MAX_DEPTH;
      at = samples.callerOf(at)
    ) {
      const key = keyOf(at);
      const known = found.get(key) ?? { frame: frameOf(samples.frameOf(at)), selfUs: 0, totalUs: 0 };
      found.set(key, known);
      if (depth++ === 0) known.selfUs += us;
      if (!seen.has(key)) known.totalUs += us;
      seen.add(key);
    }
  });
  const functions = [...found.values()]
    .filter(({ selfUs }) => selfUs > 0)
    .map(({ frame, selfUs, totalUs }) => ({ ...frame, selfMs: selfUs / 1000, totalMs: totalUs / 1000 }))
    .sort((a, b) => b.selfMs - a.selfMs || b.totalMs - a.totalMs);
  return { functions, cpuMs: cpuUs / 1000 };
}

/** Frame as people count. */
export function frameOf({ functionName, url, lineNumber, columnNumber }: CallFrame): Frame {
  return { name: functionName || '(anonymous)', url, line: lineNumber + 1, column: columnNumber + 1 };
}
