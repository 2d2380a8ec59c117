import type { SpanProfile } from '../../src/shared/profile/profile';

/** Name of a function that would run if it were put into a page as it is. */
export const HOSTILE = '<img src=x onerror="window.ran = true">';

/** A profile of 100 ms a span: `price` for 80 ms of each, which blocks, and another function for 1 ms. `openSpans` had not ended when it did. */
export function craftProfile(
  spans: SpanProfile['otelAgent']['spans'],
  startedAtMs: number,
  {
    otherFunction = HOSTILE,
    openSpans = [],
  }: { readonly otherFunction?: string; readonly openSpans?: readonly number[] } = {},
): SpanProfile {
  const frame = (functionName: string, line: number, url = 'file:///srv/shop/src/checkout/price.ts') => ({
    ...{ functionName, url, scriptId: '1', lineNumber: line, columnNumber: 2 },
  });
  const nodes = [
    { id: 1, callFrame: frame('(root)', -1, ''), children: [2, 3, 5] },
    { id: 2, callFrame: frame('(idle)', -1, '') },
    { id: 3, callFrame: frame('quote', 10), children: [4] },
    { id: 4, callFrame: frame('price', 20) },
    { id: 5, callFrame: frame(otherFunction, 30) },
  ];
  const samples: number[] = [];
  const runs: number[] = [];
  spans.forEach((_, at) => {
    runs.push(samples.length, at);
    samples.push(...new Array<number>(80).fill(4), 5);
    runs.push(samples.length, -1);
    samples.push(...new Array<number>(19).fill(2));
  });
  return {
    nodes,
    startTime: 1_000_000,
    endTime: 1_000_000 + samples.length * 1000,
    samples,
    timeDeltas: samples.map(() => 1000),
    otelAgent: {
      ...{ service: 'checkout', pid: 4711, startedAtMs, spans, runs, openSpans },
      blocks: spans.map((_, at) => ({ startUs: at * 100_000 + 1000, endUs: at * 100_000 + 81_000 })),
    },
  };
}
