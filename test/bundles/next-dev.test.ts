import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../agent/lifecycle/receiver';
import { AGENT, type ProgramRun, runProgram } from '../agent/lifecycle/run-program';
import { drawTraces } from '../e2e/ancestry';
import { nodeBinary } from '../nodes';
import { describeWith } from '../services/describe-with';
import { removeFolder } from '../services/process/remove-folder';
import { type RunningService, startService } from '../services/start-service';
import { buildNextApp, copyNextApp, NEXT, type NextBuild } from './next-app';
import { type Answer, get, PLACES, startStock, TRACES, withoutInternal } from './next-requests';

/* `next dev`: a process that starts the server in another, and compiles with a bundler and workers while it serves. */

jest.setTimeout(240_000);

describeWith('postgres')('next dev', () => {
  let app: NextBuild;
  let folder: string;
  let database: RunningService;
  let receiver: TestReceiver;
  let stock: http.Server;
  beforeAll(async () => {
    app = (await buildNextApp()).turbopack;
    folder = await copyNextApp(app);
    database = await startService('postgres');
    receiver = await startGrpcReceiver();
    stock = await startStock();
    await nodeBinary(24);
  }, 600_000);
  afterAll(async () => {
    stock?.close();
    await receiver?.close();
    await database?.stop();
    await removeFolder(folder);
  });

  test('what it answers is the same, and traced, and SIGINT ends all of it', async () => {
    const bare = await serve('SIGINT', PLACES, {});
    const traced = await serve('SIGINT', PLACES, { ...traceWith(), OTEL_LOG_LEVEL: 'debug' });
    expect(bare.answers.map(({ status }) => status)).toEqual([200, 200, 200, 404]);
    expect(traced.answers).toEqual(bare.answers);
    expect(endOf(traced)).toEqual(endOf(bare));

    const sent = receiver.sentBy(traced.run.id);
    expect(drawTraces(withoutInternal(sent))).toEqual(TRACES);
    const routes = sent
      .filter(({ kind, scope }) => kind === 'server' && scope.endsWith('-http'))
      .map(span => span.attributes['http.route']);
    expect(routes).toEqual(['/', '/items/[id]', '/api/items/[id]', undefined]);
    const services = receiver.requests
      .filter(({ run }) => run === traced.run.id)
      .map(({ resource }) => resource['service.name']);
    expect(new Set(services)).toEqual(new Set(['shop-front']));
    expect(judgedOf(traced.run.said)).toEqual(JUDGED);
  });

  test('SIGTERM ends all of it before anything is asked', async () => {
    const bare = await serve('SIGTERM', [], {});
    const traced = await serve('SIGTERM', [], traceWith());
    expect(endOf(traced)).toEqual(endOf(bare));
    expect(traced.run.said).toEqual([]);
  });

  const traceWith = () => ({ ...exporterEnvironment(receiver), NODE_OPTIONS: `--require ${AGENT}` });

  /** Returns once the server, which has its output from the command, has ended as well. */
  async function serve(signal: NodeJS.Signals, places: readonly string[], env: Record<string, string>) {
    const answers: Answer[] = [];
    let origin = '';
    const run = await runProgram({
      agent: false,
      cwd: folder,
      script: path.join(app.folder, NEXT),
      args: ['dev', '-p', '0', '-H', '127.0.0.1'],
      limitMs: 100_000,
      env: {
        ...QUIET,
        ...env,
        DATABASE_URL: database.url,
        STOCK_URL: `http://127.0.0.1:${(stock.address() as AddressInfo).port}`,
      },
      onLine: async (line, child) => {
        origin ||= /Local: +(\S+)/.exec(line)?.[1] ?? '';
        if (!line.includes('Ready in')) return;
        for (const place of places) answers.push(withoutScripts(await get(origin + place)));
        child.kill(signal);
      },
    });
    return { run, answers };
  }
});

/**
 * Variables that keep Next.js from asking a registry for a newer release, as in CI, and from killing its server 100 ms after
 * the signal, however busy the machine is.
 */
const QUIET = { NEXT_TELEMETRY_DISABLED: '1', CI: '1', NEXT_EXIT_TIMEOUT_MS: '20000' };

/** The scripts of a page have ids that are new each time. */
function withoutScripts({ body, ...rest }: Answer): Answer {
  return { ...rest, body: body.replace(/<script\b.*?<\/script>/gs, '') };
}

/** Leaves out stdout, which tells how long things took. */
const endOf = ({ run: { code, signal, stderr } }: { run: ProgramRun }) => ({ code, signal, stderr });

/** Lists the judgements on processes, each sentence once. */
function judgedOf(said: readonly string[]): string[] {
  const lines = said.filter(line => /^otel-agent: process .* instrumented: /.test(line));
  return [...new Set(lines.map(line => line.replace(/^otel-agent: process \S+node_modules\//, '')))];
}

const JUDGED = [
  'next/dist/bin/next is instrumented: no rule speaks against it',
  'next/dist/server/lib/start-server.js is instrumented: no rule speaks against it',
  'next/dist/compiled/jest-worker/processChild.js is not instrumented: next is a build tool',
];
