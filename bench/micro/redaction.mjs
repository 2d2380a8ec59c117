// Cost of redacting a span, beside its encoding: node --import tsx bench/micro/redaction.mjs
// The least of many short rounds, in nanoseconds, which a busy machine hardly changes.
import { protobufSpans } from '../../src/agent/export/encode/protobuf/protobuf-formats.ts';
import { createScopeEncoder } from '../../src/agent/export/encode/scope-groups.ts';
import { createRedaction } from '../../src/agent/redaction/values/redact-items.ts';
import { mayHoldSecrets } from '../../src/agent/redaction/values/suspicious-keys.ts';

const ROUNDS = 3000;
const CALLS = 50;
const scope = { name: '@opentelemetry/instrumentation-http' };
const context = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

/** Server spans of a few paths, as an app has them; the list is made anew for each, as by the agent's spans. */
const spans = Array.from({ length: 16 }, (_, index) => ({
  name: 'GET /hello/:name',
  kind: 1,
  spanContext: () => context,
  startTime: [1_900_000_000, 0],
  endTime: [1_900_000_000, 1_000_000],
  status: { code: 0 },
  events: [],
  links: [],
  droppedAttributesCount: 0,
  droppedEventsCount: 0,
  droppedLinksCount: 0,
  instrumentationScope: scope,
  attributeList: Object.entries({
    'http.request.method': 'GET',
    'url.scheme': 'http',
    'url.path': `/hello/name-${index}`,
    'server.address': '127.0.0.1',
    'server.port': 8080,
    'network.protocol.version': '1.1',
    'network.peer.address': '127.0.0.1',
    'network.peer.port': 50_000 + index,
    'user_agent.original': 'curl/8.5.0',
    'client.address': '127.0.0.1',
    'http.route': '/hello/:name',
    'http.response.status_code': 200,
  }).flat(),
}));

const defaults = ['password', 'authorization', 'cookie', 'set-cookie', 'api-key', 'token', 'secret'];
const five = ['credit-card', 'email', 'jwt', 'bearer', 'aws-key'];
const rules = five.map(pattern => ({ by: { pattern }, action: { kind: 'replace', by: 'REDACTED' } }));
const redaction = createRedaction({ rules, defaults }, undefined);
const encoder = createScopeEncoder(protobufSpans, () => ({ attributes: {} }));

report('encoding', at => {
  encoder.add(spans[at % 16]);
  if (at === CALLS - 1) encoder.take();
});
report('default keys', at => mayHoldSecrets(spans[at % 16]));
report('and five patterns', at => redaction.span(spans[at % 16]));

function report(name, run) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.hrtime.bigint();
    for (let call = 0; call < CALLS; call++) run(call);
    best = Math.min(best, Number(process.hrtime.bigint() - start) / CALLS);
  }
  console.log(`${name.padEnd(18)} ${best.toFixed(0).padStart(5)} ns a span`);
}
