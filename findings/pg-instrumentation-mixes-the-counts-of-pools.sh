#!/usr/bin/env bash
# With OpenTelemetry's instrumentation of pg, a process with two pools reports a negative number of connections.
#
# Versions: @opentelemetry/instrumentation-pg 0.77.0, @opentelemetry/instrumentation 0.301.1, @opentelemetry/sdk-metrics 3.1.1,
#           @opentelemetry/api 1.10.0, pg 8.23.1, Node 20.
# Input:    a pool for the database `orders` takes three connections, a pool for `users` takes one. The server here answers as
#           PostgreSQL does when somebody connects. Then the same with the first pool alone.
# Seen:     `db.client.connection.count` says -2 used connections of `users`, where the pool itself has one. With each further
#           event the difference between the pools is counted for whichever has it. A single pool is counted right.
# Expected: 3 and 1.
# Source:   `updateCounter` in dist/utils.cjs adds what has changed since the last event. `_setPoolConnectEventListeners` in
#           dist/instrumentation.cjs keeps the last numbers in one field of the instrumentation, for all pools.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund pg@8.23.1 @opentelemetry/instrumentation-pg@0.77.0 \
  @opentelemetry/instrumentation@0.301.1 @opentelemetry/sdk-metrics@3.1.1 @opentelemetry/api@1.10.0

cat >program.cjs <<'JS'
const { createServer } = require('node:net');
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { PgInstrumentation } = require('@opentelemetry/instrumentation-pg');
const metrics = require('@opentelemetry/sdk-metrics');
const exporter = new metrics.InMemoryMetricExporter(metrics.AggregationTemporality.CUMULATIVE);
const reader = new metrics.PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
const meterProvider = new metrics.MeterProvider({ readers: [reader] });
registerInstrumentations({ instrumentations: [new PgInstrumentation()], meterProvider });
const { Pool } = require('pg');

/** Lets each client in: authentication is done, and the server is ready for a query. */
const server = createServer(socket => {
  socket.once('data', () => socket.write(Buffer.from('R\0\0\0\x08\0\0\0\0Z\0\0\0\x05I', 'latin1')));
  socket.on('error', () => {});
});
server.listen(0, '127.0.0.1', async () => {
  const { port } = server.address();
  const wanted = { orders: 3, ...(process.argv[2] === 'two' && { users: 1 }) };
  const pools = [];
  for (const [database, number] of Object.entries(wanted)) {
    const pool = new Pool({ host: '127.0.0.1', port, database, user: 'app' });
    const clients = [];
    for (let index = 0; index < number; index += 1) clients.push(await pool.connect());
    pools.push({ database, pool, clients });
  }
  await reader.forceFlush();
  const [{ metrics: streams }] = exporter.getMetrics()[0].scopeMetrics;
  const { dataPoints } = streams.find(({ descriptor }) => descriptor.name === 'db.client.connection.count');
  for (const { database, pool } of pools) {
    const used = dataPoints.find(
      ({ attributes }) =>
        attributes['db.client.connection.pool.name'].endsWith(`/${database}`) &&
        attributes['db.client.connection.state'] === 'used',
    );
    console.log(`${database}: ${pool.totalCount - pool.idleCount} used, counted ${used.value}`);
  }
  for (const { pool, clients } of pools) {
    for (const client of clients) client.release(true);
    await pool.end();
  }
  server.close();
});
JS
for pools in one two; do
  echo "$pools:"
  node program.cjs $pools
done | tee seen.txt
cat >stated.txt <<'TXT'
one:
orders: 3 used, counted 3
two:
orders: 3 used, counted 3
users: 1 used, counted -2
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
