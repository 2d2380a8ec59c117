import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { createGrpcTransport } from '../../../src/agent/export/transports/grpc/grpc';
import { createHttpTransport } from '../../../src/agent/export/transports/http/http';
import { startGrpcReceiver, startHttpReceiver, type TestReceiver } from '../lifecycle/receiver';
import { runProgram } from '../lifecycle/run-program';
import { destinationTo } from './destination-to';
import { BATCH } from './receivers';

/** Receivers that listen on a Unix socket, as grpc-js and Node's http do. */
let folder: string;
const close: (() => unknown)[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'otel-agent-unix-'));
});
afterEach(async () => {
  for (const one of close.splice(0)) await one();
});
afterAll(() => rm(folder, { recursive: true, force: true }));

let sockets = 0;
const newSocket = () => path.join(folder, `${++sockets}.sock`);

test.each(['unix:', 'unix://'])('gRPC, %s as grpc-js writes it', async scheme => {
  const socket = newSocket();
  const received = await grpcServer(`unix:${socket}`);
  const transport = createGrpcTransport(destinationTo(`${scheme}${socket}`));
  close.push(transport.close);
  expect(await transport.send(BATCH, 5000)).toMatchObject({ kind: 'sent' });
  expect(received).toEqual([BATCH.body]);
});

test('HTTP, and the path that is asked for', async () => {
  const socket = newSocket();
  const requests: string[] = [];
  const server = http.createServer((request, response) => {
    requests.push(`${request.headers.host} ${request.url}`);
    request.resume().on('end', () => response.end());
  });
  await new Promise<void>(resolve => server.listen(socket, resolve));
  close.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const send = (url: string) => createHttpTransport(destinationTo(url, 'http/protobuf')).send(BATCH, 5000);
  expect(await send(`unix:${socket}:/v1/traces`)).toMatchObject({ kind: 'sent' });
  expect(await send(`unix:${socket}:/otlp?a=1`)).toMatchObject({ kind: 'sent' });
  expect(requests).toEqual(['localhost /v1/traces', 'localhost /otlp?a=1']);
});

test('a socket that nobody listens on', async () => {
  const transport = createGrpcTransport(destinationTo(`unix:${newSocket()}`));
  expect(await transport.send(BATCH, 5000)).toMatchObject({
    kind: 'retryable',
    reason: expect.stringContaining('ENOENT'),
  });
});

describe.each(['grpc', 'http/protobuf'])('a process, %s', protocol => {
  let receiver: TestReceiver;
  let socket: string;
  beforeEach(async () => {
    receiver = await (protocol === 'grpc' ? startGrpcReceiver() : startHttpReceiver());
    socket = newSocket();
    await forward(socket, receiver.port);
  });
  afterEach(() => receiver.close());

  test.each(['exit() at once', 'runs out of work', 'exit in a timer'])('%s', async way => {
    const run = await runProgram({
      script: 'lifecycle/end.js',
      args: [way],
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `unix:${socket}`,
        OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
        OTEL_AGENT_BANNER: 'off',
        OTEL_METRICS_EXPORTER: 'none',
      },
    });
    expect(run.said).toEqual([]);
    await receiver.waitUntil(() => receiver.spansOf(run.id).includes('last'));
  });
});

/** Passes the connections of a socket on to a port. */
async function forward(socket: string, port: number): Promise<void> {
  const server = net.createServer(from => {
    const to = net.connect(port, '127.0.0.1');
    from.pipe(to).pipe(from);
    from.on('error', () => to.destroy());
    to.on('error', () => from.destroy());
  });
  await new Promise<void>(resolve => server.listen(socket, resolve));
  close.push(() => server.close());
}

/** Collects the requests of a grpc-js server. */
async function grpcServer(address: string): Promise<Buffer[]> {
  const received: Buffer[] = [];
  const identity = (bytes: Buffer) => bytes;
  const server = new grpc.Server();
  const method = {
    path: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
    requestStream: false,
    responseStream: false,
    requestSerialize: identity,
    requestDeserialize: identity,
    responseSerialize: identity,
    responseDeserialize: identity,
  } as const;
  server.addService(
    { Export: method },
    {
      Export: (call: grpc.ServerUnaryCall<Buffer, Buffer>, callback: grpc.sendUnaryData<Buffer>) => {
        received.push(call.request);
        callback(null, Buffer.alloc(0));
      },
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(address, grpc.ServerCredentials.createInsecure(), error =>
      error ? reject(error) : resolve(),
    );
  });
  close.push(() => server.forceShutdown());
  return received;
}
