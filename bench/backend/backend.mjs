import { startFakePostgres } from './fake-postgres.mjs';
import { startGrpcSink } from './grpc-sink.mjs';
import { startHttpSink } from './http-sink.mjs';

/*
 * Everything that a measured process talks to, in one process of its own: sinks for telemetry, PostgreSQL, and a
 * service to fetch from. Told 'counts', it says what has come in since it was last asked.
 */
let counts = {};
const count = (what, spans, bytes) => {
  counts[what] ??= { requests: 0, spans: 0, bytes: 0 };
  counts[what].requests += 1;
  counts[what].spans += spans;
  counts[what].bytes += bytes;
};

const [grpcPort, httpPort, postgresPort] = await Promise.all([
  startGrpcSink(count),
  startHttpSink(count),
  startFakePostgres(),
]);
process.on('disconnect', () => process.exit());
process.on('message', () => {
  process.send(counts);
  counts = {};
});
process.send({ grpcPort, httpPort, postgresPort });
