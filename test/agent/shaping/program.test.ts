import type { NodeMajor } from '../../nodes';
import { sliced } from '../../slice';
import { runProgram } from '../lifecycle/run-program';
import { plainSpans, type ToldSpan } from '../sampling/told-spans';

const ATTRIBUTES = `
- {header: X-Tenant-Id, as: tenant.id}
- {header: x-api-key, as: caller}
- {header: x-count, as: count, type: int}
- {header: x-tenant-id, as: called.tenant, kind: client}
- {response_header: x-cache, as: cache, kind: [server, client]}
- {query: page, as: app.page, type: int}
- {query: token, as: login}
- {query: q, as: search, kind: client}
- {route_param: id, as: user.id}
- {baggage: plan}
- {baggage: token, as: ticket}`;
const NAMES = `
- {match: {kind: server, route: "/users/**"}, name: "{http.request.method} {http.route} for {tenant.id} {caller}"}
- {match: {kind: server}, name: "{http.request.method} for {tenant.id}"}
- {match: {kind: client}, name: "call {http.request.method} {server.address}"}`;
const PATH = '/users/7%20a?page=3&token=hunter2&q=hi+there';

async function run(script: string, kind: string, nodeMajor: NodeMajor, env: Record<string, string> = {}) {
  const { code, stdout, rawStderr, said } = await runProgram({
    script: `shaping/${script}`,
    args: [kind, PATH],
    nodeMajor,
    env: {
      OTEL_TRACES_EXPORTER: 'otlp/stdout',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_AGENT_BANNER: 'off',
      OTEL_AGENT_SPAN_ATTRIBUTES: ATTRIBUTES,
      OTEL_AGENT_SPAN_NAMES: NAMES,
      ...env,
    },
  });
  if (code !== 0) throw new Error(rawStderr);
  expect(stdout.match(/.{60}hunter2/)).toBeNull();
  return { spans: plainSpans(stdout), said };
}

const GIVEN =
  /^(tenant\.id|caller|count|called\.tenant|cache|app\.page|login|search|user\.id|plan|ticket|http\.(request|response)\.header\..*)$/;
const shown = ({ name, attributes }: ToldSpan) => ({
  name,
  ...Object.fromEntries(Object.entries(attributes).filter(([key]) => GIVEN.test(key))),
});

const OF_SERVER = {
  'tenant.id': 'acme',
  caller: 'REDACTED',
  count: '42',
  cache: 'hit',
  'app.page': '3',
  login: 'REDACTED',
  plan: 'gold',
  ticket: 'REDACTED',
};
const WITH_ROUTE = { ...OF_SERVER, name: 'GET /users/:id for acme REDACTED', 'user.id': '7 a' };
const OF_CLIENT = { name: 'call GET 127.0.0.1', 'called.tenant': 'acme', cache: 'hit', search: 'hi there' };

sliced(describe).each([20, 24] as const)('Node %d', node => {
  test.each([
    ['http', 'serve.js', { ...OF_SERVER, name: 'GET for acme' }, 2],
    ['express', 'serve.js', WITH_ROUTE, 2],
    ['fastify', 'serve.js', WITH_ROUTE, 2],
    ['http2', 'serve.js', { ...OF_SERVER, name: 'GET for acme' }, 1],
    ['express', 'serve.mjs', WITH_ROUTE, 1],
  ] as const)('attributes and names of spans of %s (%s)', async (kind, script, server, requests) => {
    const { spans, said } = await run(script, kind, node);
    expect(said).toEqual([
      expect.stringContaining('has header:x-api-key=caller, whose values are secrets'),
      ...Array(2).fill(expect.anything()),
    ]);
    const of = (wanted: number) => spans.filter(span => span.kind === wanted).map(shown);
    expect(of(2)).toEqual(Array(requests).fill(server));
    for (const client of of(3)) expect(client).toMatchObject(OF_CLIENT);
    expect(of(3)).toHaveLength(requests);
  });
});

test("upstream's instrumentations and the SDK's spans have them, too", async () => {
  const { spans } = await run('serve.js', 'express', 20, { OTEL_AGENT_LEAN: 'off' });
  const servers = spans.filter(({ kind }) => kind === 2).map(shown);
  expect(servers).toEqual([WITH_ROUTE, WITH_ROUTE]);
});

test('two exporters, and a trace that is kept though it was not sampled', async () => {
  const { spans } = await run('serve.js', 'express', 20, {
    OTEL_TRACES_EXPORTER: 'otlp/stdout,otlp/stdout',
    OTEL_TRACES_SAMPLER: 'always_off',
    OTEL_AGENT_KEEP: 'slow>0ms',
  });
  const servers = spans.filter(({ kind }) => kind === 2).map(shown);
  expect(servers.length).toBeGreaterThanOrEqual(2);
  for (const server of servers) expect(server).toEqual(WITH_ROUTE);
});
