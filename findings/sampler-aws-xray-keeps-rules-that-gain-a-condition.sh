#!/usr/bin/env bash
# OpenTelemetry's X-Ray sampler never takes over a condition on an attribute that is added to a rule.
#
# Versions: @opentelemetry/sampler-aws-xray 0.3.0, @opentelemetry/resources 3.1.1, @opentelemetry/api 1.10.0, Node 20.
# Input:    two rules that keep all of `/pay` and of `/ship`, and one that drops the rest. Somebody then narrows `/pay` to spans
#           whose attribute `plan` is `gold`, and lowers the rate of `/ship` to 0. The sampler polls every 10 seconds, the least
#           that it takes; the server here answers as the Collector's proxy of X-Ray does.
# Seen:     once the sampler has fetched the rules again, `/ship` is dropped, and `/pay` is kept for every plan, as before. A
#           sampler that begins at that time drops `/pay` for other plans: processes of one service decide differently until the
#           last of them has restarted.
# Expected: what was fetched last is what holds.
# Source:   `equals` in build/src/sampling-rule.js decides whether the old rule is kept. It looks for the old rule's attributes in
#           the new one, and not the other way round; before that it compares `length` of two objects, which both lack.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund \
  @opentelemetry/sampler-aws-xray@0.3.0 @opentelemetry/resources@3.1.1 @opentelemetry/api@1.10.0

cat >program.cjs <<'JS'
const { once } = require('node:events');
const { createServer } = require('node:http');
const { ROOT_CONTEXT, SpanKind } = require('@opentelemetry/api');
const { emptyResource } = require('@opentelemetry/resources');
const { AWSXRayRemoteSampler } = require('@opentelemetry/sampler-aws-xray');

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const any = { Host: '*', HTTPMethod: '*', ResourceARN: '*', ServiceName: '*', ServiceType: '*', ReservoirSize: 0, Version: 1 };
const rule = (RuleName, Priority, URLPath, FixedRate, Attributes) =>
  ({ ...any, RuleName, Priority, URLPath, FixedRate, Attributes });
let rules = [rule('pay', 1, '/pay', 1, {}), rule('ship', 2, '/ship', 1, {}), rule('Default', 10_000, '*', 0, {})];
const server = createServer((request, response) => {
  if (request.url !== '/GetSamplingRules') return void response.writeHead(404).end();
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ SamplingRuleRecords: rules.map(SamplingRule => ({ SamplingRule })) }));
  response.on('finish', () => server.emit('fetched'));
}).listen(0, '127.0.0.1');

/** Waits until the rules were fetched, and some more for the sampler to read them. */
async function fetched() {
  await once(server, 'fetched');
  await new Promise(resolve => setTimeout(resolve, 500));
}
function show(when, sampler) {
  const decided = [['/pay', 'gold'], ['/pay', 'free'], ['/ship', 'free']].map(([path, plan]) => {
    const attributes = { 'url.path': path, plan };
    const { decision } = sampler.shouldSample(ROOT_CONTEXT, TRACE_ID, 'GET', SpanKind.SERVER, attributes, []);
    return `${path} ${plan} ${decision === 2 ? 'kept' : 'dropped'}`;
  });
  console.log(`${when}: ${decided.join(', ')}`);
}
server.once('listening', async () => {
  const options = { resource: emptyResource(), endpoint: `http://127.0.0.1:${server.address().port}`, pollingInterval: 10 };
  const sampler = new AWSXRayRemoteSampler(options);
  await fetched();
  show('first rules', sampler);
  rules = [rule('pay', 1, '/pay', 1, { plan: 'gold' }), rule('ship', 2, '/ship', 0, {}), rules[2]];
  await fetched();
  show('rules fetched again', sampler);
  const later = new AWSXRayRemoteSampler(options);
  await fetched();
  show('a sampler that begins then', later);
  for (const each of [sampler, later]) each.stopPollers();
  server.close();
  server.closeAllConnections();
});
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
first rules: /pay gold kept, /pay free kept, /ship free kept
rules fetched again: /pay gold kept, /pay free kept, /ship free dropped
a sampler that begins then: /pay gold kept, /pay free dropped, /ship free dropped
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
