import { mkdtemp, rm } from 'node:fs/promises';
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tracedRun } from '../agent/instrument/lean/traced-run';
import { runProgram } from '../agent/lifecycle/run-program';
import { NODE_MAJORS } from '../nodes';
import type { CollectedSpan } from '../services/collector/collected';
import { type Certificates, createCertificates } from '../services/create-certificates';
import { sliced } from '../slice';
import { childrenOf, type OwnRun, ownRun, textOf } from './own-run';

let folder: string;
let files: string[];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'otel-agent-http2-'));
  const { caFile, server }: Certificates = await createCertificates(folder);
  files = [caFile, server.certFile, server.keyFile];
});
afterAll(() => rm(folder, { recursive: true }));

sliced(describe).each([
  ...NODE_MAJORS.map(nodeMajor => ({ nodeMajor, format: 'esm' })),
  { nodeMajor: 20 as const, format: 'cjs' },
  { nodeMajor: 26 as const, format: 'cjs' },
])('E5: HTTP/2, %p', ({ nodeMajor, format }) => {
  let run: OwnRun;
  beforeAll(async () => {
    run = await ownRun({ script: 'instrument/own/http2-ways.mjs', args: [format, ...files], nodeMajor });
  });
  const only = (name: string) => run.spans.find(span => span.kind === 'internal' && span.name === name)!;
  const client = (name: string) => childrenOf(run.spans, only(name))[0]!;
  const tree = (name: string) => lines(run.spans, only(name));

  test('a stream is one trace from its caller to its handler', () => {
    expect(tree('GET')).toEqual(['client GET 200', ' server GET 200', '  internal handles GET /plain']);
    expect(tree('POST')).toEqual(['client POST 201', ' server POST 201', '  internal handles POST /echo']);
    expect(tree('without headers')).toEqual([
      'client GET 200',
      ' server GET 200',
      '  internal handles GET /',
    ]);
    expect(tree('own trace headers')).toHaveLength(3);
    expect(tree('a list of headers')).toHaveLength(nodeMajor < 22 ? 0 : 3);
  });

  test('both sides are described by the stable conventions, secrets hidden', () => {
    const asked = client('GET');
    const port = asked.attributes['server.port'];
    expect(asked.attributes).toMatchObject({
      'url.full': `http://localhost:${port}/plain?sig=REDACTED&a=1`,
      'server.address': 'localhost',
      'network.protocol.version': '2',
      'network.peer.port': port,
      'user_agent.original': 'tester',
    });
    expect(childrenOf(run.spans, asked)[0]!.attributes).toMatchObject({
      'url.scheme': 'http',
      'url.path': '/plain',
      'url.query': 'sig=REDACTED&a=1',
      'server.port': port,
      'network.protocol.version': '2',
      'user_agent.original': 'tester',
    });
    expect(textOf(run)).not.toContain('hunter2');
  });

  test.each([
    ['fails', ['client GET 500 ! 500', ' server GET 500 ! 500']],
    ['the server refuses', ['client GET ! NGHTTP2_REFUSED_STREAM', ' server GET ! NGHTTP2_REFUSED_STREAM']],
    ['the server cancels', ['client GET ! NGHTTP2_CANCEL', ' server GET']],
    ['the server breaks off', ['client GET 200 ! NGHTTP2_INTERNAL_ERROR', ' server GET 200 ! Error']],
    ['the client cancels', ['client GET', ' server GET']],
    ['a signal aborts', ['client GET', ' server GET']],
    ['a signal times out', ['client GET ! TimeoutError']],
    ['the stream times out', ['client GET ! ETIMEDOUT']],
    ['the connection breaks', ['client GET ! ERR_SOCKET_CLOSED', ' server GET']],
    ['nobody listens', ['client GET ! ECONNREFUSED']],
    ['bad headers', ['client GET ! _OTHER']],
    ['no headers', []],
    ['the app ends the session', ['client GET']],
    ['missing', ['client GET 404 ! 404', ' server GET 404']],
  ])('%s', (name, expected) => {
    // A timeout may come before the server hears of the stream.
    const told = tree(name).filter(line => !line.includes('internal'));
    expect(told.slice(0, name.endsWith('times out') ? 1 : 3)).toEqual(expected);
  });

  test('a server over TLS serves HTTP/1 beside it', () => {
    expect(tree('over TLS')).toEqual(['client GET 200', ' server GET 200', '  internal handles 2.0']);
    expect(tree('HTTP/1')).toEqual(['client GET 200', ' server GET 200', '  internal handles 1.1']);
    const [served] = childrenOf(run.spans, client('HTTP/1'));
    expect(served!.attributes).toMatchObject({ 'url.scheme': 'https', 'network.protocol.version': '1.1' });
  });

  test('100 at once are each in their own trace', () => {
    for (let i = 0; i < 100; i++)
      expect(tree(`request ${i}`)).toEqual([
        'client GET 200',
        ' server GET 200',
        `  internal handles GET /${i}`,
      ]);
  });

  test('durations of both sides are measured', () => {
    const points = run.metrics
      .filter(({ scope }) => scope.name === 'otel-agent/http2')
      .map(({ name }) => name);
    expect(new Set(points)).toEqual(
      new Set(['http.server.request.duration', 'http.client.request.duration']),
    );
  });

  test('listeners run in the context of the code that adds them, and the app sees what bare Node shows', () => {
    expect(run.spans.filter(({ name }) => name === 'lost the context')).toEqual([]);
    expect(run.lines).toEqual(run.bare);
  });
});

test('what has spans of its own has no second one: gRPC, undici; frameworks tell the route', async () => {
  const program = { script: 'instrument/own/http2-others.cjs', args: files, nodeMajor: 24 as const };
  const { spans, lines: said } = await tracedRun(program);
  expect(said).toEqual((await runProgram({ ...program, agent: false })).stderr.trim().split('\n'));
  const tree = (name: string) =>
    lines(spans, spans.find(span => span.name === name)!).filter(line => !line.includes('internal'));
  expect(tree('calls gRPC')).toEqual(['client grpc.shop.Orders/Get', ' server grpc.shop.Orders/Get']);
  expect(tree('fetches')).toEqual(['client GET 200', ' server GET 200']);
  expect(tree('asks fastify')).toEqual(['client GET 200', ' server GET /users/:id 200']);
});

test('the agent does not trace its own exports', async () => {
  const bodies: Buffer[] = [];
  const receiver = http2.createServer();
  receiver.on('stream', (stream: http2.ServerHttp2Stream) => {
    stream.on('data', (part: Buffer) => bodies.push(part));
    stream.on('end', () => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(Buffer.alloc(5));
    });
  });
  await new Promise<void>(resolve => receiver.listen(0, '127.0.0.1', resolve));
  const { code } = await runProgram({
    script: 'instrument/own/http2-spans.cjs',
    env: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'none',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    },
  });
  receiver.close();
  const sent = Buffer.concat(bodies).toString('latin1');
  expect(code).toBe(0);
  expect(sent).toContain('span 2');
  expect(sent).not.toContain('TraceService');
});

/** Spans below a span: kind, name, status code, type of the error. */
function lines(spans: readonly CollectedSpan[], above: CollectedSpan, indent = ''): string[] {
  return childrenOf(spans, above).flatMap(span => [
    indent + describeSpan(span),
    ...lines(spans, span, `${indent} `),
  ]);
}

function describeSpan({ kind, name, attributes, status }: CollectedSpan): string {
  const code = attributes['http.response.status_code'];
  const type = status.code === 'error' ? ` ! ${attributes['error.type']}` : '';
  return `${kind} ${name}${code === undefined ? '' : ` ${code}`}${type}`;
}
