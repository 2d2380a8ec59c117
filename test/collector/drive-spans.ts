import { setTimeout as delay } from 'node:timers/promises';

import { requestOf, type SeededTrace, seededTraces } from './seeded-traces';

/** Traces on their way, a few at a time, each half to a node agent of its own. */
export interface SpanLoad {
  /** Traces whose halves have both been answered. */
  readonly answered: readonly SeededTrace[];
  /** Ends it, after requests that are under way. */
  stop(): Promise<void>;
}

/** Number of traces that are on their way together. */
export const TRACES_A_REQUEST = 5;

const PAUSE_MS = 20;
const REQUEST_MS = 5_000;

/** Sends until it is stopped. What is not answered with 200 is sent again, as an SDK does. */
export function driveSpans(seed: string, httpUrls: readonly string[]): SpanLoad {
  const answered: SeededTrace[] = [];
  let isStopped = false;
  const send = async () => {
    for (let at = 0; !isStopped; at++) {
      const traces = seededTraces(`${seed} ${at}`, new Array(TRACES_A_REQUEST).fill('usual'));
      await Promise.all(
        ([0, 1] as const).map(half => sendUntilAnswered(httpUrls[half]!, requestOf(traces, half))),
      );
      answered.push(...traces);
      await delay(PAUSE_MS);
    }
  };
  const sending = send();
  return {
    answered,
    async stop() {
      isStopped = true;
      await sending;
    },
  };
}

async function sendUntilAnswered(url: string, body: string): Promise<void> {
  for (;;) {
    const status = await fetch(`${url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      signal: AbortSignal.timeout(REQUEST_MS),
    }).then(
      async response => {
        await response.arrayBuffer();
        return response.status;
      },
      () => 0,
    );
    if (status === 200) return;
    await delay(PAUSE_MS);
  }
}
