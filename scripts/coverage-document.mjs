import { readCatalogue } from './build/catalogue.mjs';

/**
 * Makes docs/coverage.md: a line for each library and way of tracing it.
 * @param catalogue module of src/agent/instrument/catalogue/catalogue.ts
 * @param offByDefault short names of instrumentations that are off
 */
export function coveragePage({ CATALOGUE, instrumentationPackage }, offByDefault) {
  const read = readCatalogue(CATALOGUE, instrumentationPackage);
  const lines = CATALOGUE.flatMap(row => linesOf(row, read[row.name].targets));
  const off = offByDefault.map(name => `\`${name}\``).join(', ');
  return `# Traced libraries, and the way of each

Made from the catalogue by \`npm run docs\`. Ways, best first:

- **own channels**: the library publishes its work on \`node:diagnostics_channel\`. Nothing is patched, and a copy within a
  bundle is traced, too.
- **lean**: a piece of the agent's own, which makes upstream's spans at a fraction of their cost, or the spans of a library for
  which upstream has none. For models and the Model Context Protocol see [ai.md](ai.md).
- **upstream**: OpenTelemetry's own instrumentation, loaded with its library.

A version of a library is traced in a single way: by its channels from the version named here on. With
\`OTEL_AGENT_LEAN=off\`, and with options that only upstream knows, the way is upstream's where there is one. A loaded version
outside these ranges is tried by a lean piece that finds the parts it knows, which \`OTEL_LOG_LEVEL=debug\` tells; otherwise it is
left alone, and named once on stderr. Off unless they are turned on: ${off}.

| library | versions | way | in a bundle |
| --- | --- | --- | --- |
${lines.join('\n')}

## What channels do not tell, or change

- node-redis publishes a transaction once, without its commands: the span is called \`redis-MULTI\`. It hides keys of some
  commands, which then show as \`?\`.
- mssql: from 12.4 on, its requests have spans, the driver's below it (tedious) have none, unless an app requires that first itself.
  An earlier version is traced through tedious.
- mongoose's operations have spans, a cursor's documents have none; the driver's spans, one for each batch, are below the operation,
  or for a cursor below the app's own span.
- Resolvers of graphql 17 have spans if they are functions of the schema, not of the root value.
- While anything listens to ioredis's channels (5.11 to 6.0), a rejection that nobody handles raises no \`unhandledRejection\`;
  to mysql2's (3.24), an error of a query without a callback does not reach the connection. Loaded copies are patched for
  that reason, and the channels are heard only on request: \`OTEL_INSTRUMENTATION_IOREDIS_ENABLED=true\` or \`…_MYSQL2_ENABLED=true\`
  has a bundled copy traced, at that price.
- In a bundle, a command of ioredis that waits for its connection belongs to the code that opened the connection.
- @platformatic/kafka: a call of \`send\` has a single span, and all its messages carry that. They carry none where the producer has
  a \`beforeSerialization\` hook, a registry, or serializers of headers that do not take text. What is written to a producer's
  stream goes out in batches, each below whatever was written first. A \`data\` listener runs below the message's span,
  which ends when the listeners return; in \`for await\` over a stream, the span lasts until the next message is asked for,
  and spans of the loop's body stay in the loop's own context.

## What the agent's own pieces leave out, or change

- HTTP/2: streams that a server pushes have no spans. A stream that either side resets has the code as its \`error.type\`
  (\`NGHTTP2_REFUSED_STREAM\`); a stream that the app itself cancels has no error. Calls of gRPC have the spans of gRPC alone unless
  that instrumentation is off.
- SQLite: an exception of a statement that nobody catches is reported without the quoted line of the app; its stack is whole.
- ws: a connection has the span of its handshake, on either side. Of a refused handshake, the server's span has no status.
  Messages have none, unless \`OTEL_INSTRUMENTATION_WS_MESSAGE_SPANS=true\` asks for them: a received message is then a trace of its
  own, linked to its connection's, and lasts until its listeners have returned; a message that is sent is below the app's span.
- NestJS: messages and events over TCP and Redis have spans, and carry the context in the packet's \`metadata\`, unless the app
  gives a serializer of its own; over Kafka, RabbitMQ, NATS and gRPC they have those of the client below. NestJS 12 that a CommonJS
  program requires is not seen on Node 20.
- polka and find-my-way make no spans: the route is on the server's span, unless a handler has several routes, polka has the app
  mounted within another, or find-my-way's router is compiled (\`compile()\`).
- OpenSearch: a request has a span with its operation and index, without what is searched for. Elasticsearch's client (8.15 and
  later) makes such spans itself, through the OpenTelemetry API; the agent sends them.
- Functions of Google Cloud and Azure: [reach.md](reach.md#google-cloud).
- h3 and tRPC make no spans: the route, or the procedures as \`rpc.method\`, are on the server's span.
- NATS: a subscription's callback has a span for each message; it lasts as long as an \`async\` function, else until the callback
  returns. \`for await\` over a subscription has none, and spans of the loop's body stay in the loop's own context: nothing
  tells when the body is done with a message. Messages that are given to JetStream have the span of their request. Answers
  (\`respond()\`) have no span beside that of the request, and carry no context. Subjects of the server (\`$JS\`, \`$SYS\`, \`$SRV\`)
  have no spans. Messages carry no context while the client reconnects, and where it would exceed the server's \`max_payload\`.
- JetStream: a consumer's callback has a span for each message, too. In a loop, a message's span lasts until the loop asks for
  the next, after \`next()\` until the message is settled or dropped; the spans of the loop's body stay in the loop's own context.
  \`ack\`, \`nak\`, \`term\` and \`ackAck\` have spans below that of the message. Entries of key-value and object stores have none, nor
  have the messages of \`js.subscribe\` of nats 2.
- @confluentinc/kafka-javascript: a call of \`send\` has a single span, until delivery; so has \`produce\` of the
  \`HighLevelProducer\`. \`produce\` of the \`Producer\` ends with the queueing in librdkafka. \`eachMessage\` and \`data\` listeners
  run below the span of their message, \`eachBatch\` and callbacks of \`consume(number)\` below that of the batch, which has
  links to the senders.
- srvx (1.0.8) and unstorage (2.0 beta) publish only where the app adds their \`tracingPlugin()\` or \`withTracing()\`, and unstorage
  1.17 publishes nothing: they have no row. Requests to a server of srvx have spans of Node's \`http\`; requests of a storage's
  driver have those of its client. h3 publishes in the same way, and is traced without that.
- Known libraries that nothing traces are named once on stderr, if they were required; imported ES modules are not seen.
`;
}

function linesOf(row, targets) {
  const isPatched = row.isOwn !== true || row.lean !== undefined;
  const patched = isPatched ? [patchedLine(row, row.isOwn ? row.targets : targets)] : [];
  const isHeard = row.channels !== undefined && !row.channels.changesHost;
  return isHeard ? [...patched, ...channelLines(row, targets)] : patched;
}

/** Libraries of which both ways know the newest versions. */
const OVERLAPPING = new Set(['redis', 'mongoose']);

function patchedLine(row, targets) {
  const modules = [...new Set([...targets.map(({ module }) => module), ...(row.modules ?? [])])];
  const names = modules.length === 0 ? (NAMES[row.name] ?? row.name) : modules.map(code).join(', ');
  const versions = [...new Set(targets.flatMap(target => target.versions))];
  const way = row.lean === undefined ? 'upstream' : 'lean';
  const range = versions.length === 0 ? 'all' : versions.join(' or ');
  return line(
    names,
    OVERLAPPING.has(row.name) ? `${range}, before ${row.channels.since.join('.')}` : range,
    way,
    bundled(row),
  );
}

/** Built-ins, and what listens to Node's own channels, need no load to be seen. */
function bundled({ name, channels, trigger }) {
  if (channels?.changesHost) return 'by its channels, on request';
  if (channels !== undefined) return '';
  return BUILT_IN.has(name) || trigger === 'running' || typeof trigger === 'object' ? 'yes' : '';
}

function channelLines({ name, modules, channels }, targets) {
  const names = modules ?? [...new Set(targets.map(({ module }) => module))].slice(-1);
  const shown = name === 'redis' ? ['redis', '@redis/client'] : names;
  return [line(shown.map(code).join(', '), `>=${channels.since.join('.')}`, 'own channels', 'yes')];
}

const BUILT_IN = new Set(['http', 'http2', 'dns', 'net', 'fs']);
const NAMES = {
  undici: '`undici`, `fetch`',
  'aws-lambda': 'AWS Lambda handlers',
  'runtime-node': 'metrics of Node',
  'host-metrics': 'metrics of the host',
};

const code = name => `\`${name}\``;
const line = (...cells) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`;
