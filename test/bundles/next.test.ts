import type { ChildProcess } from 'node:child_process';
import http, { type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';

import { drawTraces } from '../e2e/ancestry';
import {
  exporterEnvironment,
  type SentSpan,
  startGrpcReceiver,
  type TestReceiver,
} from '../lifecycle/receiver';
import { AGENT, type ProgramRun, runProgram } from '../lifecycle/run-program';
import { NODE_MAJORS, type NodeMajor, nodeBinary } from '../nodes';
import { describeWith } from '../services/describe-with';
import { type RunningService, startService } from '../services/start-service';
import { buildNextApp, NEXT, type NextApp, QUIET } from './next-app';

/* A real app of Next.js: built under the agent, and served with it and without. */

jest.setTimeout(60_000);

describeWith('postgres')('Next.js', () => {
  let app: NextApp;
  let database: RunningService;
  let receiver: TestReceiver;
  let stock: http.Server;
  beforeAll(async () => {
    app = await buildNextApp();
    database = await startService('postgres');
    receiver = await startGrpcReceiver();
    stock = await startStock();
    for (const major of NODE_MAJORS) await nodeBinary(major);
  }, 600_000);
  afterAll(async () => {
    stock?.close();
    await receiver?.close();
    await database?.stop();
  });

  test('the build and its workers are left alone', () => {
    const said = app.buildOutput.split('\n').filter(line => line.startsWith('otel-agent: '));
    expect([...new Set(said.map(line => line.replace(/process \S+/, 'process')))].sort()).toEqual([
      'otel-agent: process is not instrumented: next build is a build',
      'otel-agent: process is not instrumented: next is a build tool',
    ]);
    expect(app.buildOutput).toContain('Compiled successfully');
  });

  const rows = [
    ...NODE_MAJORS.map(major => ({ way: 'standalone', major })),
    { way: 'next start', major: 24 as NodeMajor },
  ];
  test.each(rows)('$way, Node $major', async ({ way, major }) => {
    const bare = await serve(way, major, {});
    const traced = await serve(way, major, {
      ...exporterEnvironment(receiver),
      NODE_OPTIONS: `--require ${AGENT}`,
    });
    expect(traced.answers).toEqual(bare.answers);
    expect(bare.answers.map(({ status }) => status)).toEqual([200, 200, 200, 404]);
    expect(endOf(traced.run)).toEqual(endOf(bare.run));

    await receiver.waitUntil(() => receiver.spansOf(traced.run.id).length >= 40);
    const sent = receiver.sentBy(traced.run.id);
    expect(drawTraces(withoutInternal(sent))).toEqual(TRACES);
    const routes = sent
      .filter(span => span.scope.endsWith('-http'))
      .map(span => span.attributes['http.route']);
    expect(routes).toEqual(['/', '/items/[id]', '/api/items/[id]', undefined]);
    const query = sent.find(({ name }) => name === 'pg.query:SELECT postgres')!;
    expect(logged(traced.run)).toMatchObject({ msg: 'found', trace_id: query.traceId });
    expect(traced.run.said).toEqual([
      `otel-agent: ioredis seem to be bundled into ${path.join(app.folder, STANDALONE[way] ?? '', '.next')}, where they ` +
        'cannot be traced (http and fetch are); name them in serverExternalPackages of next.config',
    ]);
  });

  async function serve(way: string, nodeMajor: NodeMajor, env: Record<string, string>) {
    const answers: Answer[] = [];
    let origin = '';
    let said: Promise<void> | undefined;
    const run = await runProgram({
      nodeMajor,
      agent: false,
      cwd: app.folder,
      script: path.join(app.folder, way === 'standalone' ? '.next/standalone/server.js' : NEXT),
      args: way === 'standalone' ? [] : ['start', '-p', '0', '-H', '127.0.0.1'],
      env: {
        ...QUIET,
        ...env,
        PORT: '0',
        HOSTNAME: '127.0.0.1',
        DATABASE_URL: database.url,
        STOCK_URL: `http://127.0.0.1:${(stock.address() as AddressInfo).port}`,
      },
      onLine: async (line, child) => {
        if (env.NODE_OPTIONS !== undefined) said ??= firstWords(child);
        origin ||= /Local: +(\S+)/.exec(line)?.[1] ?? '';
        if (!line.includes('Ready in')) return;
        for (const place of PLACES) answers.push(await get(origin + place));
        await said;
        child.kill('SIGTERM');
      },
    });
    return { run, answers };
  }
});

const PLACES = ['/', '/items/7', '/api/items/7', '/nowhere'];
const STANDALONE: Record<string, string> = { standalone: path.join('.next', 'standalone') };

/** Next.js makes a server span of its own below that of http. */
const TRACES = [
  'server GET /',
  '  server GET /',
  'server GET /items/[id]',
  '  server GET /items/[id]',
  '    client fetch GET stock',
  '      client GET',
  'server GET /api/items/[id]',
  '  server GET /api/items/[id]',
  '    client fetch GET stock',
  '      client GET',
  '    client pg-pool.connect',
  '      client pg.connect',
  '    client pg.query:SELECT postgres',
  'server GET',
  '  server GET',
];

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function get(url: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = http.get(url, { agent: false }, async response => {
      const chunks: Buffer[] = [];
      for await (const chunk of response) chunks.push(chunk);
      const { date: _date, ...headers } = response.headers;
      resolve({ status: response.statusCode!, headers, body: Buffer.concat(chunks).toString() });
    });
    request.on('error', reject);
  });
}

async function startStock(): Promise<http.Server> {
  const server = http.createServer((request, response) => response.end(`some of ${request.url}`));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Resolves when the agent has said something; at first, or two seconds later, when all routes are loaded. */
function firstWords(child: ChildProcess): Promise<void> {
  return new Promise(resolve => {
    child.stderr!.on('data', (text: string) => text.includes('otel-agent: ') && resolve());
  });
}

/** Without what differs from run to run: the port, how long it took, the ids in the log. */
function endOf({ code, signal, stdout, stderr }: ProgramRun) {
  const lines = stdout.split('\n').filter(line => !line.startsWith('{'));
  return { code, signal, stderr, stdout: lines.join('\n').replace(/:\d+$/gm, '').replace(/\d+ms/g, '') };
}

function logged({ stdout }: ProgramRun): unknown {
  return JSON.parse(stdout.split('\n').find(line => line.startsWith('{'))!);
}

/** Next.js tells each step of its work: what is left out here, and what lies below moves up. */
function withoutInternal(spans: readonly SentSpan[]): SentSpan[] {
  const byId = new Map(spans.map(span => [span.spanId, span]));
  const parentOf = ({ parentSpanId }: SentSpan): string => {
    const parent = byId.get(parentSpanId);
    return parent?.kind === 'internal' ? parentOf(parent) : parentSpanId;
  };
  return spans
    .filter(({ kind }) => kind !== 'internal')
    .map(span => ({
      ...span,
      parentSpanId: parentOf(span),
      name: span.name.replace(/(?<=^fetch GET ).*/, 'stock'),
    }));
}
