// Cost of five attributes and of a name by three rules, for a server's span: node --import tsx bench/micro/shaping.mjs
// The least of many short rounds, in nanoseconds, which a busy machine hardly changes.
import { redactValues } from '../../src/agent/redaction/redact-values.ts';
import { readRules } from '../../src/agent/rules.ts';
import { shapeSpans } from '../../src/agent/shaping/shape-spans.ts';
import { resolveConfig } from '../../src/shared/config/index.ts';

const ROUNDS = 3000;
const CALLS = 50;

const ATTRIBUTES = {
  OTEL_AGENT_SPAN_ATTRIBUTES:
    'header:x-tenant-id=tenant.id,header:x-plan=plan,query:page=app.page,query:sort=app.sort,route_param:name=user.name',
};
const NAMES = {
  OTEL_AGENT_SPAN_NAMES: `
    - {match: {kind: client}, name: "call {server.address}"}
    - {match: {kind: server, route: /orders/**}, name: "order {http.request.method}"}
    - {match: {kind: server}, name: "{http.request.method} {http.route} {server.address}"}`,
};

const LIST = Object.entries({
  'http.request.method': 'GET',
  'url.scheme': 'http',
  'url.path': '/hello/anna',
  'url.query': 'page=3&sort=name',
  'server.address': '127.0.0.1',
  'server.port': 8080,
  'network.protocol.version': '1.1',
  'network.peer.address': '127.0.0.1',
  'user_agent.original': 'curl/8.5.0',
  'client.address': '127.0.0.1',
  'http.request.header.x-tenant-id': ['acme'],
  'http.request.header.x-plan': ['gold'],
  'http.route': '/hello/:name',
  'http.response.status_code': 200,
}).flat();

const spanOf = () => ({ name: 'GET', kind: 1, status: {}, events: [], links: [], attributeList: [...LIST] });

measure({ ...ATTRIBUTES, ...NAMES }); // Warms up.
const bare = measure({});
for (const [name, env] of Object.entries({
  attributes: ATTRIBUTES,
  names: NAMES,
  both: { ...ATTRIBUTES, ...NAMES },
}))
  console.log(
    `${name.padEnd(10)} ${(measure(env) - bare).toFixed(0).padStart(5)} ns a span, beyond redaction`,
  );

function measure(env) {
  const { get } = resolveConfig({ env, readRules });
  const own = redactValues(undefined, undefined);
  const { span } = Object.keys(env).length === 0 ? own : shapeSpans(own, get);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const spans = Array.from({ length: CALLS }, spanOf);
    const start = process.hrtime.bigint();
    for (const one of spans) span(one);
    best = Math.min(best, Number(process.hrtime.bigint() - start) / CALLS);
  }
  return best;
}
