#!/usr/bin/env bash
# With Mercurius' `jit: 1` a query has a GraphQL span at its first run alone.
#
# Versions: mercurius 16.10.1 (graphql-jit 0.8.7), @opentelemetry/instrumentation-graphql 0.72.0, graphql 16.15.0.
# Input:    one query, three times, by `app.graphql`; once with `jit: 1`, once without it.
# Seen:     without `jit` each run has a span of the operation and one of the field. With it the first run has them, the second
#           and third have none, and the answers are equal.
# Expected: the span of an operation does not depend on how often its query ran before.
# Source:   Mercurius compiles a query once it has run `jit` times (`minJit` in mercurius/index.js), and calls the compiled
#           function from then on. The instrumentation wraps `execute`, `parse` and `validate` of graphql, and Mercurius keeps
#           the parsed document as well: nothing that is wrapped is called any more.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund --legacy-peer-deps mercurius@16.10.1 graphql@16.15.0 fastify@5.12.8 \
  @opentelemetry/api@1.10.0 @opentelemetry/sdk-trace-node@2.12.1 @opentelemetry/instrumentation@0.301.1 \
  @opentelemetry/instrumentation-graphql@0.72.0

cat >program.cjs <<'JS'
const { NodeTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-node');
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { GraphQLInstrumentation } = require('@opentelemetry/instrumentation-graphql');
const exporter = new InMemorySpanExporter();
const tracerProvider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
registerInstrumentations({ tracerProvider, instrumentations: [new GraphQLInstrumentation()] });
const fastify = require('fastify');
const mercurius = require('mercurius');

async function run(label, options) {
  const app = fastify();
  app.register(mercurius, { schema: 'type Query { add(x: Int, y: Int): Int }', resolvers: { Query: { add: async (_, { x, y }) => x + y } }, ...options });
  await app.ready();
  for (let time = 1; time <= 3; time++) {
    exporter.reset();
    const { data } = await app.graphql('query Sum { add(x: 2, y: 3) }');
    const names = exporter.getFinishedSpans().map(span => span.name).filter(name => !/parse|validate/.test(name));
    console.log(`${label}, run ${time}: ${JSON.stringify(data)}, spans: ${names.sort().join(', ') || 'none'}`);
  }
  await app.close();
}
run('without jit', {}).then(() => run('jit: 1', { jit: 1 }));
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
without jit, run 1: {"add":5}, spans: graphql.resolve add, query Sum
without jit, run 2: {"add":5}, spans: graphql.resolve add, query Sum
without jit, run 3: {"add":5}, spans: graphql.resolve add, query Sum
jit: 1, run 1: {"add":5}, spans: graphql.resolve add, query Sum
jit: 1, run 2: {"add":5}, spans: none
jit: 1, run 3: {"add":5}, spans: none
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
