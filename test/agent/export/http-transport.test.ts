import zlib from 'node:zlib';
import { createHttpTransport } from '../../../src/agent/export/transports/http/http';
import type { Transport } from '../../../src/agent/export/types';
import type { Destination } from '../../../src/shared/otlp/destination';
import { destinationTo } from './destination-to';
import {
  BATCH,
  closeReceivers,
  grpcReceiver,
  type HttpHandler,
  httpReceiver,
  nobody,
  type Received,
  TLS,
  tcpReceiver,
} from './receivers';

const transports: Transport[] = [];

afterEach(() => {
  for (const transport of transports.splice(0)) transport.close();
  closeReceivers();
});

function transportTo(
  url: string,
  changes: Partial<Destination> = {},
  protocol: 'http/protobuf' | 'http/json' = 'http/protobuf',
) {
  const transport = createHttpTransport(destinationTo(`${url}/v1/traces`, protocol, changes));
  transports.push(transport);
  return transport;
}

const send = (url: string, changes: Partial<Destination> = {}, timeoutMs = 5000) =>
  transportTo(url, changes).send(BATCH, timeoutMs);

async function answerOf(handle: HttpHandler, timeoutMs?: number) {
  return send(await httpReceiver(handle), {}, timeoutMs);
}

const status =
  (code: number, headers: Record<string, string> = {}, body: string | Buffer = ''): HttpHandler =>
  (_, response) => {
    response.writeHead(code, headers).end(body);
  };

describe('what is sent', () => {
  test.each(['none', 'gzip'] as const)('the bytes, compression %s', async compression => {
    let received: Received | undefined;
    const url = await httpReceiver((request, response) => {
      received = request;
      response.end();
    });
    await expect(
      send(url, { compression, headers: { 'x-api-key': 'k', 'user-agent': 'otel-agent/test' } }),
    ).resolves.toEqual({
      kind: 'sent',
      isBodyFree: true,
    });
    const { headers, body } = received!;
    expect(received!.url).toBe('/v1/traces');
    expect(headers).toMatchObject({
      'content-type': 'application/x-protobuf',
      'user-agent': 'otel-agent/test',
      'x-api-key': 'k',
    });
    expect(headers['content-encoding']).toBe(compression === 'gzip' ? 'gzip' : undefined);
    expect(compression === 'gzip' ? zlib.gunzipSync(body) : body).toEqual(BATCH.body);
  });

  test('one connection for many batches', async () => {
    const sockets = new Set<unknown>();
    const url = await httpReceiver((_, response) => {
      sockets.add(response.socket);
      response.end();
    });
    for (let i = 0; i < 5; i++) await transportTo(url).send(BATCH, 5000);
    expect(sockets.size).toBe(1);
  });
});

describe('replies', () => {
  test.each([
    [200, {}, { kind: 'sent', isBodyFree: true }],
    [202, {}, { kind: 'sent', isBodyFree: true }],
    [400, {}, { kind: 'permanent', reason: 'HTTP 400' }],
    [401, {}, { kind: 'permanent', reason: 'HTTP 401' }],
    [413, {}, { kind: 'tooLarge', reason: 'HTTP 413' }],
    [500, {}, { kind: 'permanent', reason: 'HTTP 500' }],
    [429, {}, { kind: 'retryable', reason: 'HTTP 429' }],
    [502, {}, { kind: 'retryable', reason: 'HTTP 502' }],
    [503, { 'retry-after': '7' }, { kind: 'throttled', reason: 'HTTP 503', afterMs: 7000 }],
    [504, { 'retry-after': 'soon' }, { kind: 'retryable', reason: 'HTTP 504' }],
  ])('%i %o', async (code, headers, expected) => {
    await expect(answerOf(status(code, headers as Record<string, string>))).resolves.toEqual(expected);
  });

  test('credentials that a receiver gives back are hidden', async () => {
    const url = await httpReceiver((_, response) => {
      response.writeHead(401, { 'content-type': 'text/plain' });
      response.end('bad authorization Bearer s3cret-of-a-team, api-key k3y-1, Basic dXNlcjpwYXNz');
    });
    const headers = { authorization: 'Bearer s3cret-of-a-team', 'api-key': 'k3y-1' };
    await expect(send(url, { headers })).resolves.toEqual({
      kind: 'permanent',
      reason: 'HTTP 401: bad authorization [redacted], api-key [redacted], Basic [redacted]',
    });
  });

  test('a secret that the limit of a text has cut is hidden as well', async () => {
    const url = await httpReceiver((_, response) => {
      response.statusCode = 401;
      response.end(`${'x'.repeat(285)} s3cret-of-a-team`);
    });
    await expect(send(url, { headers: { authorization: 's3cret-of-a-team' } })).resolves.toEqual({
      kind: 'permanent',
      reason: expect.stringMatching(/x \[redacted\]$/),
    });
  });

  test.each([
    ['/otlp', '/otlp/v1/traces', undefined],
    ['/v1/traces', '/v1/traces/v1/traces', 'without /v1/traces'],
    ['/otlp/v1/metrics', '/otlp/v1/metrics/v1/traces', 'without /v1/metrics'],
  ])(
    '404 for the base %s names what was asked for, without secrets, and what to do',
    async (base, path, mend) => {
      const url = await httpReceiver(status(404));
      const result = await createHttpTransport(
        destinationTo(`${url}${path}?key=secret`, 'http/protobuf'),
      ).send(BATCH, 5000);
      expect(result).toEqual({
        kind: 'unsupported',
        reason: `HTTP 404 from ${url}${path}`,
        ...(mend && { mend: `OTEL_EXPORTER_OTLP_ENDPOINT takes the base address, ${mend}` }),
      });
      expect(path.startsWith(base)).toBe(true);
    },
  );

  test("the Collector's own way to say that a body is too large", async () => {
    const body = Buffer.from([0x08, 3, 0x12, 28, ...Buffer.from('http: request body too large')]);
    const result = await answerOf(status(400, { 'content-type': 'application/x-protobuf' }, body));
    expect(result).toEqual({ kind: 'tooLarge', reason: 'HTTP 400: http: request body too large' });
  });

  test('Retry-After may be a date', async () => {
    const date = new Date(Date.now() + 60_000).toUTCString();
    const result = await answerOf(status(503, { 'retry-after': date }));
    expect(result).toMatchObject({ kind: 'throttled' });
    expect((result as { afterMs: number }).afterMs).toBeGreaterThan(50_000);
  });

  test('a redirect is not followed, and says where it leads', async () => {
    const result = await answerOf(
      status(308, { location: 'https://user:pw@elsewhere.example/otlp?token=x' }),
    );
    expect(result).toEqual({
      kind: 'permanent',
      reason:
        'HTTP 308, redirected to https://elsewhere.example/otlp; redirects are not followed: put that address into the endpoint setting',
    });
  });

  test('partial success in protobuf', async () => {
    // ExportTraceServiceResponse { partial_success { rejected_spans: 3, error_message: "too\nold" } }
    const reply = Buffer.from([0x0a, 0x0b, 0x08, 3, 0x12, 0x07, ...Buffer.from('too\nold')]);
    await expect(answerOf(status(200, {}, reply))).resolves.toEqual({
      kind: 'sent',
      isBodyFree: true,
      rejectedItems: 3,
      message: 'too old',
    });
  });

  test('partial success in JSON', async () => {
    const reply = JSON.stringify({ partialSuccess: { rejectedSpans: '2', errorMessage: 'old' } });
    const url = await httpReceiver(status(200, {}, reply));
    await expect(transportTo(url, {}, 'http/json').send(BATCH, 5000)).resolves.toEqual({
      kind: 'sent',
      isBodyFree: true,
      rejectedItems: 2,
      message: 'old',
    });
  });

  test.each([
    [
      'application/json',
      JSON.stringify({ code: 3, message: 'bad \u001b[31mspan' }),
      'HTTP 400: bad [31mspan',
    ],
    ['application/x-protobuf', Buffer.from([0x08, 3, 0x12, 3, ...Buffer.from('bad')]), 'HTTP 400: bad'],
    ['text/plain', 'no such thing', 'HTTP 400: no such thing'],
    ['text/html', 'x'.repeat(100_000), `HTTP 400: ${'x'.repeat(300)}`],
  ])('the words of an error in %s', async (type, body, reason) => {
    await expect(answerOf(status(400, { 'content-type': type }, body))).resolves.toEqual({
      kind: 'permanent',
      reason,
    });
  });

  test('nonsense in a success is a success', async () => {
    await expect(answerOf(status(200, {}, Buffer.from([0x0a, 0xff, 0xff, 1])))).resolves.toEqual({
      kind: 'sent',
      isBodyFree: true,
    });
  });
});

describe('a receiver in trouble', () => {
  test('an address where nobody listens is tried again', async () => {
    const result = await send(await nobody());
    expect(result).toMatchObject({ kind: 'retryable', reason: expect.stringContaining('ECONNREFUSED') });
  });

  test('nobody listens on the port that an endpoint without one means', async () => {
    await expect(send('http://127.0.0.1')).resolves.toEqual({
      kind: 'retryable',
      reason:
        'connect ECONNREFUSED 127.0.0.1:80; an endpoint without a port means port 80, and OTLP over HTTP listens on 4318 as a rule',
    });
  });

  test('a host that does not exist', async () => {
    const result = await send('http://no-such-host.invalid:4318');
    expect(result).toMatchObject({
      kind: 'retryable',
      reason: expect.stringMatching(/^the host name no-such-host\.invalid is not known/),
    });
  });

  test('an answer that does not come is tried again', async () => {
    await expect(answerOf(() => {}, 100)).resolves.toEqual({
      kind: 'retryable',
      reason: 'no answer within 100 ms',
    });
  });

  test('an answer that stops behind its headers is tried again', async () => {
    const result = await answerOf((_, response) => void response.writeHead(200).write('x'), 100);
    expect(result).toEqual({ kind: 'retryable', reason: 'no answer within 100 ms' });
  });

  test('a connection that is reset is tried again', async () => {
    const result = await send(
      await tcpReceiver(socket => socket.once('data', () => socket.resetAndDestroy())),
    );
    expect(result).toMatchObject({ kind: 'retryable' });
  });

  test('a connection that breaks in the middle of the reply', async () => {
    const result = await answerOf((_, response) => {
      response.writeHead(200, { 'content-length': 100 }).write('x');
      setImmediate(() => response.socket!.destroy());
    });
    expect(result).toMatchObject({ kind: 'retryable' });
  });

  test('an idle connection that is closed while it is used again', async () => {
    let requests = 0;
    const url = await tcpReceiver(socket => {
      let first = true;
      socket.on('data', () => {
        requests++;
        // Each connection answers once, and breaks off at the second request.
        if (first) socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
        else socket.resetAndDestroy();
        first = false;
      });
    });
    const transport = transportTo(url);
    await expect(transport.send({ ...BATCH, body: new Uint8Array(1) }, 5000)).resolves.toEqual({
      kind: 'sent',
      isBodyFree: true,
    });
    await expect(transport.send({ ...BATCH, body: new Uint8Array(1) }, 5000)).resolves.toEqual({
      kind: 'sent',
      isBodyFree: true,
    });
    expect(requests).toBeGreaterThanOrEqual(3);
  });

  test('closing ends what is on the wire', async () => {
    let arrived = () => {};
    const isThere = new Promise<void>(resolve => {
      arrived = resolve;
    });
    const transport = transportTo(await httpReceiver(() => arrived()));
    const result = transport.send(BATCH, 60_000);
    await isThere;
    transport.close();
    await expect(result).resolves.toMatchObject({ kind: 'retryable' });
  });
});

describe('the wrong protocol', () => {
  test('a port for gRPC is told from one for HTTP', async () => {
    await expect(send(await grpcReceiver(undefined))).resolves.toEqual({
      kind: 'permanent',
      reason: expect.stringMatching(/^this looks like a gRPC port; use port 4318/),
    });
  });

  test('something that is not HTTP at all', async () => {
    const url = await tcpReceiver(socket => socket.end('220 mail.example ESMTP\r\n'));
    await expect(send(url)).resolves.toEqual({
      kind: 'permanent',
      reason: 'the reply is not HTTP: is this the address of an OTLP receiver?',
    });
  });

  test('http:// to a port with TLS', async () => {
    const url = await httpReceiver(status(200), TLS.server);
    const result = await send(url.replace('https:', 'http:'));
    expect(result.kind).not.toBe('sent');
    expect(result).toMatchObject({ reason: expect.stringMatching(/https:|ECONNRESET/) });
  });

  test('https:// to a port without TLS', async () => {
    const url = await httpReceiver(status(200));
    await expect(send(url.replace('http:', 'https:'))).resolves.toEqual({
      kind: 'permanent',
      reason: 'the receiver does not speak TLS: use http:// in the endpoint',
    });
  });
});

describe('TLS', () => {
  test('an authority of our own', async () => {
    const url = await httpReceiver(status(200), TLS.server);
    await expect(send(url, { tls: { ca: TLS.client.ca } })).resolves.toEqual({
      kind: 'sent',
      isBodyFree: true,
    });
  });

  test('an authority that is not trusted', async () => {
    const url = await httpReceiver(status(200), TLS.server);
    await expect(send(url)).resolves.toMatchObject({
      kind: 'retryable',
      reason: expect.stringContaining('OTEL_EXPORTER_OTLP_CERTIFICATE'),
    });
  });

  test('both sides show a certificate', async () => {
    const url = await httpReceiver(status(200), {
      ...TLS.server,
      requestCert: true,
      rejectUnauthorized: true,
    });
    await expect(send(url, { tls: TLS.client })).resolves.toEqual({ kind: 'sent', isBodyFree: true });
    await expect(send(url, { tls: { ca: TLS.client.ca } })).resolves.toMatchObject({ kind: 'retryable' });
  });
});

test('what a receiver says after its reply does not reach the process', async () => {
  const url = await tcpReceiver(socket => {
    socket.once('data', () => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
      setTimeout(() => socket.end('\0\0\0garbage'), 10);
    });
  });
  await expect(send(url)).resolves.toMatchObject({ kind: 'sent' });
  // An uncaught error would fail the test within this time.
  await new Promise(resolve => setTimeout(resolve, 50));
});
