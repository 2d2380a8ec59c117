import type { ChildProcess } from 'node:child_process';
import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { freePorts } from '../../src/tools/demo/free-ports';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../agent/lifecycle/receiver';
import { AGENT, type ProgramRun, runProgram } from '../agent/lifecycle/run-program';
import { drawTraces } from '../e2e/ancestry';
import { NODE_MAJORS, type NodeMajor, nodeBinary } from '../nodes';
import { describeWith } from '../services/describe-with';
import { type RunningService, startService } from '../services/start-service';
import { sliced } from '../slice';
import { type Bundler, buildNextApp, NEXT, type NextBuilds, QUIET, TRIES_ALL } from './next-app';
import { type Answer, get, PLACES, startStock, TRACES, withoutInternal } from './next-requests';

/* A real app of Next.js: built under the agent, and served with it and without. */

jest.setTimeout(60_000);

describeWith('postgres')('Next.js', () => {
  let builds: NextBuilds;
  let database: RunningService;
  let receiver: TestReceiver;
  let stock: http.Server;
  beforeAll(async () => {
    builds = await buildNextApp();
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

  test.each<Bundler>(TRIES_ALL ? ['turbopack', 'webpack'] : ['turbopack'])(
    'the build with %s and its workers are left alone',
    bundler => {
      const { output } = builds[bundler];
      const said = output.split('\n').filter(line => line.startsWith('otel-agent: '));
      expect([...new Set(said.map(line => line.replace(/process \S+/, 'process')))].sort()).toEqual([
        'otel-agent: process is not instrumented: next build is a build',
        'otel-agent: process is not instrumented: next is a build tool',
      ]);
      expect(output).toContain('Compiled successfully');
    },
  );

  const rows: readonly Row[] = [
    ...NODE_MAJORS.map(major => ({ way: 'standalone', bundler: 'turbopack', major }) as const),
    { way: 'next start', bundler: 'turbopack', major: 24 },
    ...(TRIES_ALL ? [{ way: 'next start', bundler: 'webpack', major: 24 } as const] : []),
  ];
  sliced(test).each(rows)('$way, $bundler, Node $major', async row => {
    const bare = await serve(row, {});
    const traced = await serve(row, {
      ...exporterEnvironment(receiver),
      NODE_OPTIONS: `--require ${AGENT}`,
    });
    expect(traced.answers).toEqual(bare.answers);
    expect(bare.answers.map(({ status }) => status)).toEqual([200, 200, 200, 404]);
    expect(endOf(traced.run)).toEqual(endOf(bare.run));

    await receiver.waitUntil(() => receiver.spansOf(traced.run.id).length >= 25);
    const sent = receiver.sentBy(traced.run.id);
    expect(drawTraces(withoutInternal(sent))).toEqual(TRACES);
    const routes = sent
      .filter(span => span.scope.endsWith('-http'))
      .map(span => span.attributes['http.route']);
    expect(routes).toEqual(['/', '/items/[id]', '/api/items/[id]', undefined]);
    const query = sent.find(({ name }) => name === 'pg.query:SELECT postgres')!;
    expect(logged(traced.run)).toMatchObject({ msg: 'found', trace_id: query.traceId });
    expect(traced.run.said).toEqual([
      `otel-agent: ioredis seem to be bundled into ${path.join(builds[row.bundler].folder, STANDALONE[row.way] ?? '', '.next')}, where they ` +
        'cannot be traced (http and fetch are); wrap next.config with otel-agent/next, or name them in its serverExternalPackages',
    ]);
  });

  async function serve({ way, bundler, major }: Row, env: Record<string, string>) {
    const next = path.join(builds.turbopack.folder, NEXT);
    const answers: Answer[] = [];
    let origin = '';
    let said: Promise<void> | undefined;
    const run = await runProgram({
      nodeMajor: major,
      agent: false,
      cwd: builds[bundler].folder,
      script: way === 'standalone' ? path.join(builds[bundler].folder, '.next/standalone/server.js') : next,
      args: way === 'standalone' ? [] : ['start', '-p', '0', '-H', '127.0.0.1'],
      env: {
        ...QUIET,
        ...env,
        // A standalone output takes 0 for none given, and listens on 3000.
        PORT: String((await freePorts(1))[0]),
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

interface Row {
  readonly way: 'standalone' | 'next start';
  readonly bundler: Bundler;
  readonly major: NodeMajor;
}

const STANDALONE: Record<string, string> = { standalone: path.join('.next', 'standalone') };

/** Resolves when the agent has said something; at first, or two seconds later, when all routes are loaded. */
function firstWords(child: ChildProcess): Promise<void> {
  return new Promise(resolve => {
    child.stderr!.on('data', (text: string) => text.includes('otel-agent: ') && resolve());
  });
}

/** Leaves out parts that differ from run to run: the port, the time it took, the ids in the log. */
function endOf({ code, signal, stdout, stderr }: ProgramRun) {
  const lines = stdout.split('\n').filter(line => !line.startsWith('{'));
  return {
    code,
    signal,
    stderr,
    stdout: lines
      .join('\n')
      .replace(/:\d+$/gm, '')
      .replace(/[\d.]+m?s\b/g, ''),
  };
}

function logged({ stdout }: ProgramRun): unknown {
  return JSON.parse(stdout.split('\n').find(line => line.startsWith('{'))!);
}
