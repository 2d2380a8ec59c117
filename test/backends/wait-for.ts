import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 100;

/** Asks again until the answer will do; rejects with the last one when it does not in time. */
export async function waitFor<Answer>(
  ask: () => Promise<Answer>,
  willDo: (answer: Answer) => boolean,
  timeoutMs = 30_000,
): Promise<Answer> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (willDo(answer)) return answer;
    if (Date.now() > deadline)
      throw new Error(`not within ${timeoutMs} ms; the last answer:\n${summarise(answer)}`);
    await delay(POLL_MS);
  }
}

/** The answer to a GET as JSON. */
export async function getJson<Body>(url: string): Promise<Body> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as Body;
}

function summarise(answer: unknown): string {
  const show = (_: string, value: unknown) => (typeof value === 'bigint' ? String(value) : value);
  return JSON.stringify(answer, show, 1).slice(0, 4000);
}
