import type { CallFrame, SpanProfile } from '../../../../shared/profile/profile';

/** Profile whose samples can be walked. */
export interface Samples {
  /** Calls `use` with each busy sample: its node, the span that was active (-1 for none), its start and length in us. */
  each(use: (node: number, span: number, atUs: number, us: number) => void): void;
  frameOf(node: number): CallFrame;
  /** Node of the caller; undefined for the root. */
  callerOf(node: number): number | undefined;
}

/** Nodes that stand for no work of the app. */
const NO_WORK = new Set(['(idle)', '(root)']);

/** Makes a profile's samples ready to be walked. Nodes are named by their place in the profile. */
export function readSamples({ nodes, samples, timeDeltas, otelAgent: { runs } }: SpanProfile): Samples {
  const places = new Map(nodes.map(({ id }, at) => [id, at]));
  const callers = new Map<number, number>();
  nodes.forEach(({ children = [] }, at) => {
    for (const child of children)
      if (!callers.has(places.get(child) ?? -1)) callers.set(places.get(child) ?? -1, at);
  });
  return {
    each(use) {
      let run = -2;
      let span = -1;
      let atUs = 0;
      for (let i = 0; i < samples.length; i++) {
        atUs += timeDeltas[i]!;
        while (run + 2 < runs.length && runs[run + 2]! <= i) {
          run += 2;
          span = runs[run + 1]!;
        }
        const node = places.get(samples[i]!);
        if (node === undefined || NO_WORK.has(nodes[node]!.callFrame.functionName)) continue;
        // A sample lasts until the next.
        use(node, span, atUs, Math.max(0, timeDeltas[i + 1] ?? 0));
      }
    },
    frameOf: node => nodes[node]!.callFrame,
    callerOf: node => callers.get(node),
  };
}
