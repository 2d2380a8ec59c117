import { setTimeout as delay } from 'node:timers/promises';

import { type JaegerAnswer, jaegerSpans } from '../backends/jaeger-spans';
import { getJson } from '../backends/wait-for';
import { describeWith } from '../services/describe-with';
import { type Jaeger, startJaeger } from '../services/jaeger/start-jaeger';
import { START_MS } from '../viewer/receiver/make-traces';
import { driveSpans, type SpanLoad, TRACES_A_REQUEST } from './drive-spans';
import type { SeededTrace } from './seeded-traces';
import { type Chain, startChain } from './start-chain';

/** Duration of each outage: seconds in every run, a minute for `OTEL_AGENT_TEST_OUTAGE_SECONDS=60 npm test -- outages`. */
const OUTAGE_MS = Number(process.env.OTEL_AGENT_TEST_OUTAGE_SECONDS ?? 3) * 1000;
const ARRIVAL_MS = 60_000 + OUTAGE_MS;
const MOST_TRACES = 100_000;

jest.setTimeout(180_000 + 6 * OUTAGE_MS);

describeWith('collector', 'jaeger')('under load', () => {
  let jaeger: Jaeger;
  let chain: Chain | undefined;
  let load: SpanLoad | undefined;
  beforeEach(async () => {
    jaeger = await startJaeger();
  });
  afterEach(async () => {
    await load?.stop();
    await Promise.all([chain?.stop(), jaeger.stop()]);
  });

  const start = async (seed: string, settings: Record<string, string>, gatewayFiles: readonly string[]) => {
    const gateway = {
      ...{ JAEGER_ENDPOINT: jaeger.otlpEndpoint, TRACE_BACKENDS: '[otlp_grpc/jaeger]' },
      ...settings,
    };
    chain = await startChain({ gateways: [gateway, gateway], gatewayFiles });
    load = driveSpans(seed, chain.httpUrls);
    await untilAnswered(load, SOME);
    return { chain, load };
  };

  test('kill -9 of a gateway, of the back end and of a node agent loses no span', async () => {
    const { chain, load } = await start('outages', {}, ['keep-all.yaml']);
    for (const victim of [chain.gateways[1]!, jaeger, chain.agents[0]!]) {
      await victim.kill();
      await delay(OUTAGE_MS);
      await victim.up();
      await untilAnswered(load, load.answered.length + SOME);
    }
    await load.stop();
    const { missing, tookMs } = await arrival(jaeger, load.answered);
    note(`three outages, ${count(load)} spans, ${missing.length} lost, the last came after ${tookMs} ms`);
    expect(missing).toEqual([]);
  });

  test('a gateway with tail sampling that is told to stop decides first, and loses no span', async () => {
    const { chain, load } = await start('stop', { SAMPLING_PERCENTAGE: '100', DECISION_WAIT: '60s' }, []);
    await chain.gateways[1]!.down();
    await delay(OUTAGE_MS);
    await chain.gateways[1]!.up();
    await load.stop();
    expect((await arrival(jaeger, load.answered)).missing).toEqual([]);
  });

  test('a gateway with tail sampling that is killed loses what it had not decided, and nothing else', async () => {
    const { chain, load } = await start('kill', { SAMPLING_PERCENTAGE: '100' }, []);
    const decided = load.answered.length;
    expect((await arrival(jaeger, load.answered.slice(0, decided))).missing).toEqual([]);
    await chain.gateways[1]!.kill();
    const undecided = load.answered.length + TRACES_A_REQUEST;
    await delay(OUTAGE_MS);
    await chain.gateways[1]!.up();
    await load.stop();
    const safe = [...load.answered.slice(0, decided), ...load.answered.slice(undecided)];
    expect(safe.length).toBeGreaterThan(SOME);
    expect((await arrival(jaeger, safe)).missing).toEqual([]);
    const lost = (await missingIn(jaeger, load.answered)).length;
    note(`killed before it decided: ${lost} of ${count(load)} spans lost`);
  });
});

/** Traces before and after each outage. */
const SOME = 50;

async function untilAnswered(load: SpanLoad, count: number): Promise<void> {
  const deadline = Date.now() + ARRIVAL_MS;
  while (load.answered.length < count) {
    if (Date.now() > deadline) throw new Error(`only ${load.answered.length} traces were answered`);
    await delay(20);
  }
}

/** Waits until all spans are in Jaeger; returns missing spans if that takes too long, as `traceId spanId`. */
async function arrival(
  jaeger: Jaeger,
  traces: readonly SeededTrace[],
): Promise<{ missing: string[]; tookMs: number }> {
  const started = Date.now();
  for (;;) {
    const missing = await missingIn(jaeger, traces);
    const tookMs = Date.now() - started;
    if (missing.length === 0 || tookMs > ARRIVAL_MS) return { missing, tookMs };
    await delay(500);
  }
}

async function missingIn({ url }: Jaeger, traces: readonly SeededTrace[]): Promise<string[]> {
  const window = `start=${(START_MS - 1000) * 1000}&end=${(START_MS + 60_000) * 1000}`;
  const query = `service=caller&limit=${MOST_TRACES}&${window}`;
  const answer = await getJson<JaegerAnswer>(`${url}/api/traces?${query}`);
  const found = new Set(jaegerSpans(answer).map(({ traceId, spanId }) => `${traceId} ${spanId}`));
  const wanted = traces.flatMap(({ traceId, halves }) => halves.flat().map(({ id }) => `${traceId} ${id}`));
  return wanted.filter(id => !found.has(id));
}

function count({ answered }: SpanLoad): number {
  return answered.flatMap(({ halves }) => halves.flat()).length;
}

function note(line: string): void {
  process.stderr.write(`test collector: ${line}\n`);
}
