import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { askServices } from '../../../src/tools/ask/answers/services';
import { storesSource } from '../../../src/tools/ask/stores-source';
import type { ServiceState } from '../../../src/viewer/receiver/analyse/services/service-states';
import { createAnswerer } from '../../../src/viewer/receiver/api/answerer';
import { type Receiver, startReceiver } from '../../../src/viewer/receiver/receiver';
import { runProgram } from '../../agent/lifecycle/run-program';

/* State of services in the viewer: the agent's own metrics of real processes, held against what really happened. */

const REQUESTS = 5;
/** Each is served and made by the program. */
const SPANS = 2 * REQUESTS;

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver({ httpPort: 0, grpcPort: 0 });
});
afterAll(() => receiver.close());

/** Runs a service until the viewer's state of it is as wanted, and returns that state. */
async function stateOf(
  service: string,
  env: Record<string, string>,
  isWanted: (state: ServiceState) => boolean,
): Promise<ServiceState> {
  const answer = createAnswerer(receiver);
  let latest: ServiceState | undefined;
  let timer: NodeJS.Timeout | undefined;
  const look = (child: ChildProcess) => {
    const { services } = answer('/api/v1/services', new URLSearchParams()) as { services: ServiceState[] };
    latest = services.find(state => state.service === service);
    if (latest !== undefined && isWanted(latest)) child.kill('SIGKILL');
    else timer = setTimeout(look, 100, child);
  };
  await runProgram({
    script: 'self-report/serve.js',
    args: [String(REQUESTS)],
    env: {
      OTEL_SERVICE_NAME: service,
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_METRIC_EXPORT_INTERVAL: '200',
      OTEL_BSP_SCHEDULE_DELAY: '50',
      ...env,
    },
    onLine: (_line, child) => look(child),
  });
  clearTimeout(timer);
  return latest!;
}

const health = ({ health: known }: ServiceState, signal: string) =>
  known?.signals.find(each => each.signal === signal);

test('what arrives, what was acknowledged, times of requests, software and libraries of a healthy service', async () => {
  const state = await stateOf(
    'well',
    {},
    each => health(each, 'traces')?.acknowledged === SPANS && each.libraries !== undefined,
  );
  expect(health(state, 'traces')).toEqual({
    signal: 'traces',
    ended: SPANS,
    acknowledged: SPANS,
    dropped: [],
    waiting: 0,
  });
  const { port } = new URL(receiver.url);
  expect(state.health!.exports).toContainEqual({
    signal: 'traces',
    receiver: `127.0.0.1:${port}`,
    requests: expect.any(Number),
    failed: 0,
    meanMs: expect.any(Number),
    p95Ms: expect.any(Number),
  });
  expect(state).toMatchObject({
    spans: { count: SPANS },
    agents: [expect.stringMatching(/^otel-agent \d/)],
    sdks: [expect.stringMatching(/^opentelemetry \d.* \(nodejs\)$/)],
    runtimes: [expect.stringMatching(/^nodejs \d/)],
    instances: [{ pid: expect.any(Number) }],
    // Traces begin at the program's own calls.
    requests: SPANS,
    operations: 1,
  });
  expect(state.libraries).toContainEqual({
    library: 'http',
    versions: [],
    way: 'lean',
    reason: '',
    spans: SPANS,
  });
});

test.each(['cumulative', 'delta'])('losses and failed requests have their reason (%s)', async temporality => {
  const refusing = createServer((request, response) => {
    request.resume().on('end', () => response.writeHead(400).end('no'));
  });
  await once(refusing.listen(0, '127.0.0.1'), 'listening');
  const url = () => `http://127.0.0.1:${(refusing.address() as AddressInfo).port}/v1/traces`;
  const service = `ill ${temporality}`;
  const state = await stateOf(
    service,
    {
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url(),
      OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: temporality,
    },
    each => health(each, 'traces')?.dropped[0]?.items === SPANS,
  );
  refusing.closeAllConnections();
  refusing.close();
  expect(health(state, 'traces')).toMatchObject({
    ended: SPANS,
    acknowledged: 0,
    dropped: [{ reason: 'rejected', items: SPANS }],
    waiting: 0,
  });
  const requests = state.health!.exports.find(({ signal }) => signal === 'traces')!;
  expect(requests.failed).toBe(requests.requests);
  expect(state.spans.count).toBe(0);
  const { text } = await askServices({
    source: storesSource(receiver),
    words: [],
    since: undefined,
    service,
    limit: undefined,
  });
  const page = text({ columns: 120, paint: (_colour, part) => part, goOn: id => id });
  expect(page).toMatch(/^ill \w+ +0 requests/);
  expect(page).toContain('\n  no spans arrive\n');
  expect(page).toContain(`\n  ${SPANS} items lost: rejected\n`);
  expect(page).toMatch(/\n {2}\d+ export requests failed$/);
});

test('OTEL_AGENT_SELF_METRICS=off sends none: the viewer knows nothing of the exports', async () => {
  const state = await stateOf('off', { OTEL_AGENT_SELF_METRICS: 'off' }, ({ metrics }) => metrics.count > 0);
  expect(state.health).toBeUndefined();
  expect(state.libraries).toBeUndefined();
});
