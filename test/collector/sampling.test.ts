import type { CollectedSpan } from '../services/collector/collected';
import { type Collector, startCollector } from '../services/collector/start-collector';
import { describeWith } from '../services/describe-with';
import { requestOf, type SeededTrace, type Sort, seededTraces } from './seeded-traces';
import { type Chain, startChain } from './start-chain';

const SPANS_A_TRACE = 4;
const WAIT_MS = 30_000;

describeWith('collector')('two node agents and two gateways', () => {
  let backEnds: Collector[];
  let chain: Chain | undefined;
  beforeEach(async () => {
    backEnds = [await startCollector(), await startCollector()];
  });
  afterEach(async () => {
    await chain?.stop();
    await Promise.all(backEnds.map(backEnd => backEnd.stop()));
  });

  /** Each gateway has a back end of its own, which shows what went through it. */
  const start = async (settings: Record<string, string>) => {
    const gateways = backEnds.map(({ ports }) => ({
      ...{ JAEGER_ENDPOINT: `127.0.0.1:${ports.grpc}`, TRACE_BACKENDS: '[otlp_grpc/jaeger]' },
      ...{ DECISION_WAIT: '2s', ...settings },
    }));
    chain = await startChain({ gateways });
    return chain;
  };

  test('a trace whose spans enter through different agents arrives whole at one gateway', async () => {
    const { httpUrls } = await start({ SAMPLING_PERCENTAGE: '100' });
    const traces = seededTraces('whole', new Array<Sort>(300).fill('usual'));
    await send(httpUrls, traces);
    const kept = await waitForTraces(backEnds, ({ length }) => length === traces.length);
    expect(kept.map(({ spans }) => spans.length)).toEqual(traces.map(() => SPANS_A_TRACE));
    const [first, second] = backEnds.map(backEnd => kept.filter(trace => trace.backEnd === backEnd).length);
    // Consistent hashing gives neither all; how even it is does not matter here.
    expect(first).toBeGreaterThan(traces.length / 5);
    expect(second).toBeGreaterThan(traces.length / 5);
  });

  test('errors and slow traces are kept, of the rest the ratio that was set', async () => {
    const ratio = 0.2;
    const { httpUrls, gateways } = await start({ SAMPLING_PERCENTAGE: String(ratio * 100) });
    const rest = 2000;
    const sorts = [...new Array<Sort>(100).fill('failed'), ...new Array<Sort>(100).fill('slow')];
    const traces = seededTraces('ratio', [...sorts, ...new Array<Sort>(rest).fill('usual')]);
    await send(httpUrls, traces);
    const decided = async () =>
      sum(await Promise.all(gateways.map(gateway => gateway.metric(DECIDED)))) >= traces.length;
    const kept = await waitForTraces(
      backEnds,
      async found => (await decided()) && sortsOf(found).failed === 100,
    );
    const { failed, slow, usual } = sortsOf(kept);
    expect({ failed, slow }).toEqual({ failed: 100, slow: 100 });
    // Five standard deviations of a binomial distribution.
    const deviation = Math.sqrt(rest * ratio * (1 - ratio));
    expect(Math.abs(usual - rest * ratio)).toBeLessThan(5 * deviation);
    expect(kept.every(({ spans }) => spans.length === SPANS_A_TRACE)).toBe(true);
  });
});

const DECIDED = 'otelcol_processor_tail_sampling_global_count_traces_sampled';

/** Sends half of each trace to each agent. */
async function send(httpUrls: readonly string[], traces: readonly SeededTrace[]): Promise<void> {
  for (const half of [0, 1] as const) {
    const response = await fetch(`${httpUrls[half]}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: requestOf(traces, half),
    });
    expect(response.status).toBe(200);
  }
}

interface KeptTrace {
  readonly backEnd: Collector;
  readonly spans: readonly CollectedSpan[];
}

/** A trace that is at both back ends counts twice; a span that came twice to one, since delivery is at least once, does not. */
async function waitForTraces(
  backEnds: readonly Collector[],
  isEnough: (traces: readonly KeptTrace[]) => boolean | Promise<boolean>,
): Promise<KeptTrace[]> {
  const deadline = Date.now() + WAIT_MS;
  for (;;) {
    const enough = await isEnough(await keptTraces(backEnds));
    const kept = await keptTraces(backEnds);
    if (enough) return kept;
    if (Date.now() > deadline) throw new Error(`after ${WAIT_MS} ms there are ${kept.length} traces`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

async function keptTraces(backEnds: readonly Collector[]): Promise<KeptTrace[]> {
  const kept = backEnds.map(async backEnd => {
    const byTrace = new Map<string, Map<string, CollectedSpan>>();
    for (const span of await backEnd.spans()) {
      const spans = byTrace.get(span.traceId) ?? new Map<string, CollectedSpan>();
      byTrace.set(span.traceId, spans.set(span.spanId, span));
    }
    return [...byTrace.values()].map(spans => ({ backEnd, spans: [...spans.values()] }));
  });
  return (await Promise.all(kept)).flat();
}

function sortsOf(traces: readonly KeptTrace[]): Record<Sort, number> {
  const sorts = traces.map(({ spans }) => spans[0]!.name.split(' ')[0] as Sort);
  const count = (sort: Sort) => sorts.filter(each => each === sort).length;
  return { failed: count('failed'), slow: count('slow'), usual: count('usual') };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, number) => all + number, 0);
}
