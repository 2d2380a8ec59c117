import { startFakeMemcached, startFakeRedis } from './fake-caches.mjs';
import { startFakeKafka } from './fake-kafka.mjs';
import { startFakeMongodb } from './fake-mongodb.mjs';
import { startFakeMysql } from './fake-mysql.mjs';
import { startFakePostgres } from './fake-postgres.mjs';
import { startFakeRabbitmq } from './fake-rabbitmq.mjs';
import { startGrpcSink } from './grpc-sink.mjs';
import { startHttpSink } from './http-sink.mjs';
import { openLoad } from './load.mjs';

/*
 * Everything that a measured process talks to, in one process of its own: sinks for telemetry, doubles of databases and
 * queues, a service to fetch from, and the client that makes the load.
 *
 * While there is load it never sleeps: to wake another process is the dearest part of a write on a loopback connection
 * (10 to 20 us on a virtual machine), and only a server that is slow enough for its client to fall asleep would pay it.
 */
let counts = {};
const count = (what, spans, bytes) => {
  counts[what] ??= { requests: 0, spans: 0, bytes: 0 };
  counts[what].requests += 1;
  counts[what].spans += spans;
  counts[what].bytes += bytes;
};

let load;
let awake;
const commands = {
  /** Returns the traffic since the last call. */
  counts() {
    const sinceLast = counts;
    counts = {};
    return sinceLast;
  },
  async open(options) {
    load = await openLoad(options);
    awake = load;
    setImmediate(staysAwake, load);
  },
  run: ({ count: requests }) => load.run(requests),
  /** Keeps the connections and sends nothing. */
  rest() {
    awake = undefined;
  },
  close() {
    load.close();
    load = awake = undefined;
  },
};

function staysAwake(own) {
  if (awake === own) setImmediate(staysAwake, own);
}

const ports = await inParallel({
  grpcPort: startGrpcSink(count),
  httpPort: startHttpSink(count),
  postgresPort: startFakePostgres(),
  redisPort: startFakeRedis(),
  memcachedPort: startFakeMemcached(),
  mysqlPort: startFakeMysql(),
  mongodbPort: startFakeMongodb(),
  amqpPort: startFakeRabbitmq(),
  kafkaPort: startFakeKafka(),
});
process.on('disconnect', () => process.exit());
process.on('message', async ({ command, ...options }) => {
  try {
    process.send({ result: (await commands[command](options)) ?? null });
  } catch (error) {
    process.send({ error: error.message });
  }
});
process.send(ports);

async function inParallel(promises) {
  const entries = Object.entries(promises).map(async ([name, promise]) => [name, await promise]);
  return Object.fromEntries(await Promise.all(entries));
}
