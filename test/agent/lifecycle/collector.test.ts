import type { CollectedSpan } from '../../services/collector/collected';
import { type Collector, startCollector } from '../../services/collector/start-collector';
import { endOf, runProgram } from './run-program';

/* A real Collector speaks the HTTP/1 and HTTP/2 that is written by hand for the end of a process. */

jest.setTimeout(60_000);

let collector: Collector;
beforeAll(async () => {
  collector = await startCollector();
}, 600_000);
afterAll(() => collector.stop());

const WAYS = ['runs out of work', 'exit(3) at once', 'uncaught exception', 'kills itself, then exits'];

describe.each(['grpc', 'http/protobuf', 'http/json'])('%s', protocol => {
  test.each(WAYS)('%s', async way => {
    const program = { script: 'lifecycle/end.js', args: [way] };
    const [bare, traced] = await Promise.all([
      runProgram({ ...program, agent: false }),
      runProgram({ ...program, env: environment(protocol) }),
    ]);
    expect(endOf(traced)).toEqual(endOf(bare));
    expect(traced.said).toEqual([]);
    expect(await namesOf(traced.id, 1)).toEqual(['last']);
  });

  test('three megabytes in several batches', async () => {
    const run = await runProgram({
      script: 'lifecycle/many-spans.js',
      args: ['2000', '1500'],
      env: { ...environment(protocol), OTEL_BSP_MAX_QUEUE_SIZE: '5000', OTEL_AGENT_EXIT_TIMEOUT: '10000' },
    });
    expect(run).toMatchObject({ code: 0, said: [] });
    const names = await namesOf(run.id, 2000);
    expect(new Set(names).size).toBe(2000);
    expect(names).toHaveLength(2000);
  });
});

function environment(protocol: string) {
  return {
    OTEL_EXPORTER_OTLP_ENDPOINT: protocol === 'grpc' ? collector.grpcUrl : collector.httpUrl,
    OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_AGENT_BANNER: 'off',
  };
}

async function namesOf(run: string, count: number): Promise<string[]> {
  const own = (spans: readonly CollectedSpan[]) => spans.filter(span => span.resource['test.run'] === run);
  const spans = await collector.waitForSpans(all => own(all).length >= count, 20_000);
  return own(spans).map(span => span.name);
}
