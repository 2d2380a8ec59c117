import { createHash } from 'node:crypto';

import { otlpJson, type SpanSketch } from '../viewer/receiver/make-traces';

/** Kind of a trace: nothing wrong, a span that failed, or longer than a gateway's SLOW_MS. */
export type Sort = 'usual' | 'failed' | 'slow';

/** A trace of four spans in two services: each service's spans go to a node agent of its own. */
export interface SeededTrace {
  readonly traceId: string;
  readonly sort: Sort;
  /** Times of the caller and of the callee. */
  readonly halves: readonly [readonly SpanSketch[], readonly SpanSketch[]];
}

/** Traces whose ids depend on the seed alone, so that what a hash of them decides is the same in each run. */
export function seededTraces(seed: string, sorts: readonly Sort[]): SeededTrace[] {
  return sorts.map((sort, at) => seededTrace(createHash('md5').update(`${seed} ${at}`).digest('hex'), sort));
}

/** An OTLP request as JSON of one half of these traces. */
export function requestOf(traces: readonly SeededTrace[], half: 0 | 1): string {
  return JSON.stringify(otlpJson(traces.flatMap(({ halves }) => halves[half])));
}

function seededTrace(traceId: string, sort: Sort): SeededTrace {
  const length = sort === 'slow' ? 1500 : 20;
  const sketch = (id: string, service: string, parent?: string): SpanSketch => ({
    id: traceId.slice(0, 15) + id,
    ...(parent && { parent: traceId.slice(0, 15) + parent }),
    ...{ trace: traceId, service, name: `${sort} ${id}`, from: Number(id), to: length - Number(id) },
  });
  const failure = sort === 'failed' ? { error: 'no answer' } : {};
  return {
    traceId,
    sort,
    halves: [
      [sketch('1', 'caller'), sketch('2', 'caller', '1')],
      [sketch('3', 'callee', '2'), { ...sketch('4', 'callee', '3'), ...failure }],
    ],
  };
}
