import type { Receiver } from '../../../src/viewer/receiver/receiver';
import { craftProfile } from '../craft-profile';
import { type CraftedSpan, START_MS, sendLog, sendSpans, spanIdOf, traceIdOf } from './crafted-traces';

const SERVICE = 'payment-authorisation-and-settlement-service.eu-central-1';
const OPERATION = `POST /api/v2/tenants/:tenant/accounts/:account/${'settlements/'.repeat(6)}:id`;
const WORD = 'abcdefghij'.repeat(12);
const ERROR = `duplicate key value violates unique constraint "${WORD}"`;
const PEER = 'postgresql settlements-primary.database.internal.example.com:5432';
const REQUESTS = 24;
const ROOT = 100;

/** Names, messages and numbers as long as they come; a profile, too. Resolves with the addresses of all pages. */
export async function sendLongNames(viewer: Receiver): Promise<readonly string[]> {
  await sendSpans(viewer, Array.from({ length: REQUESTS }, (_, n) => request(n)).flat());
  for (let n = 1; n <= 3; n++) {
    const attributes = { [`settlement.${WORD}`]: WORD, 'settlement.id': n, 'exception.message': ERROR };
    await sendLog(viewer, { trace: 1, id: ROOT, at: n, text: `${ERROR} ${n}`, attributes });
  }
  await sendMetrics(viewer);
  const profile = viewer.profiles.order(SERVICE, 10);
  viewer.profiles.take(SERVICE, 4711);
  const spans = [0, 1, 2].map(n => [traceIdOf(n + 1), spanIdOf(ROOT + 10 * n)] as const);
  viewer.profiles.deliver(profile.id, craftProfile(spans, START_MS, { otherFunction: `${WORD}.settle` }));
  const chosen = `service=${encodeURIComponent(SERVICE)}&operation=${encodeURIComponent(OPERATION)}`;
  const trace = `/trace/${traceIdOf(1)}`;
  return [
    ...['/?last=all', '/traces?last=all', `/traces?last=all&${chosen}&q=nothing+%3D+${WORD}`],
    ...[`/traces?q=%3D${WORD}`, trace, `${trace}?span=${spanIdOf(ROOT + 2)}`, `${trace}?view=flame`],
    ...[`${trace}?view=logs`, `/compare?last=all&${chosen}`, '/errors?last=all', '/logs?last=all'],
    ...[`/logs?last=all&cols=settlement.id,settlement.${WORD}&log=1`, '/metrics?last=all&split=http.route'],
    ...[`/profile/${profile.id}?${chosen}`, '/services?last=all', `/no-such-page/${WORD}`],
    ...['/trace/0123', '/profile/0123'],
  ];
}

function request(n: number): CraftedSpan[] {
  const [trace, id] = [n + 1, ROOT + 10 * n];
  const at = { service: SERVICE, trace };
  const isSlow = n < 3;
  const failed = n % 2 === 0 ? { error: ERROR } : {};
  return [
    {
      ...at,
      ...failed,
      id,
      name: OPERATION,
      kind: 'server',
      from: n * 100,
      to: n * 100 + (isSlow ? 90 : 12),
    },
    {
      ...at,
      ...failed,
      id: id + 1,
      parent: id,
      name: `handler - ${WORD}`,
      from: n * 100 + 1,
      to: n * 100 + 11,
    },
    {
      ...{ ...at, ...failed, id: id + 2, parent: id + 1, name: `SELECT ${WORD}`, kind: 'client' },
      ...{ from: n * 100 + 2, to: n * 100 + 10 },
      attributes: {
        ...{
          'db.system.name': 'postgresql',
          'server.address': PEER,
          'db.query.text': `SELECT * FROM ${WORD}`,
        },
        [`attribute.${WORD}`]: WORD,
      },
    },
  ];
}

/** A histogram, and the coverage and exports of the service as the agent tells them, three times. */
async function sendMetrics({ url }: Receiver): Promise<void> {
  for (const seconds of [1, 2, 3]) {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({
      resourceMetrics: [{ resource: RESOURCE, scopeMetrics: [metricsAt(seconds)] }],
    });
    expect((await fetch(`${url}/v1/metrics`, { method: 'POST', headers, body })).status).toBe(200);
  }
}

const pairs = (values: Record<string, string>) =>
  Object.entries(values).map(([key, stringValue]) => ({ key, value: { stringValue } }));
const RESOURCE = { attributes: pairs({ 'service.name': SERVICE, 'telemetry.distro.name': 'otel-agent' }) };
const EXPORTER = { 'otel.component.type': 'otlp_grpc_span_exporter', 'server.address': PEER };
const LIBRARY = {
  'otel_agent.library.name': `@settlement/${WORD}`,
  'otel_agent.library.way': 'none',
  'otel_agent.library.version': '10.20.30',
  'otel_agent.library.reason': ERROR,
};

function metricsAt(seconds: number): object {
  const at = (after: number) => `${START_MS + after * 1000}000000`;
  const times = { startTimeUnixNano: at(0), timeUnixNano: at(seconds) };
  const point = (asInt: number, attributes: Record<string, string>) => ({
    ...{ ...times, asInt: String(asInt), attributes: pairs(attributes) },
  });
  const sum = (name: string, dataPoint: object) => ({
    ...{ name, sum: { aggregationTemporality: 2, isMonotonic: true, dataPoints: [dataPoint] } },
  });
  const dataPoints = [OPERATION, '/'].map(route => ({
    ...{ ...times, explicitBounds: [0.1, 1], bucketCounts: [seconds, seconds, seconds].map(String) },
    ...{ count: String(3 * seconds), sum: seconds, attributes: pairs({ 'http.route': route }) },
  }));
  return {
    metrics: [
      {
        ...{ name: `a.${WORD}.duration`, unit: 's', description: ERROR },
        histogram: { aggregationTemporality: 2, dataPoints },
      },
      sum('otel.sdk.processor.span.processed', point(1_234_567_890, {})),
      sum('otel.sdk.exporter.span.exported', point(1_234_567_000, EXPORTER)),
      { name: 'otel_agent.library', gauge: { dataPoints: [point(1, LIBRARY)] } },
    ],
  };
}
