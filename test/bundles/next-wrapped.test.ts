import { cpSync, existsSync } from 'node:fs';
import type http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { freePorts } from '../../src/tools/demo/free-ports';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../agent/lifecycle/receiver';
import { runProgram } from '../agent/lifecycle/run-program';
import { drawTraces } from '../e2e/ancestry';
import { nodeBinary } from '../nodes';
import { describeWith } from '../services/describe-with';
import { removeFolder } from '../services/process/remove-folder';
import { makeTemporaryFolder } from '../services/process/temporary-folder';
import { type RunningService, startService } from '../services/start-service';
import { sliced } from '../slice';
import { NEXT, type NextBuild, QUIET, TRIES_ALL } from './next-app';
import { type Answer, get, order, startStock, withoutInternal } from './next-requests';
import { buildWrappedApp, putAgentInto, type WrappedBuild } from './wrapped-next-app';

/*
 * Apps of Next.js whose configuration `otel-agent/next` wraps: pages, routes, a server action, a middleware and the edge runtime.
 * `OTEL_AGENT_TEST_NEXT=all` tries both bundlers of each release.
 */

jest.setTimeout(60_000);

const CI: readonly WrappedBuild[] = [
  { next: '15.5.29', bundler: 'webpack' },
  { next: '16.4.6', bundler: 'turbopack' },
];
const REST: readonly WrappedBuild[] = [
  { next: '15.5.29', bundler: 'turbopack' },
  { next: '16.4.6', bundler: 'webpack' },
];
const BUILDS = TRIES_ALL ? [...CI, ...REST] : CI;

describeWith('postgres')('a wrapped app', () => {
  let database: RunningService;
  let receiver: TestReceiver;
  let stock: http.Server;
  beforeAll(async () => {
    database = await startService('postgres');
    receiver = await startGrpcReceiver();
    stock = await startStock();
    await nodeBinary(24);
  }, 120_000);
  afterAll(async () => {
    stock?.close();
    await receiver?.close();
    await database?.stop();
  });

  sliced(describe, 'next', 'bundler').each(BUILDS)('Next.js $next, $bundler', build => {
    let app: NextBuild;
    let elsewhere: string;
    beforeAll(async () => {
      app = await buildWrappedApp(build);
      elsewhere = makeTemporaryFolder('next-standalone');
      cpSync(path.join(app.folder, '.next', 'standalone'), elsewhere, { recursive: true });
    }, 600_000);
    afterAll(() => removeFolder(elsewhere));

    test('the build names what runs at the edge, once', () => {
      const said = app.output.split('\n').filter(line => /^otel-agent: .* edge runtime/.test(line));
      expect(said).toEqual([
        'otel-agent: middleware.js, app/edge/route.js run in the edge runtime, where no agent is loaded: spans of their own are ' +
          "missing; runtime: 'nodejs' has them traced",
      ]);
    });

    test('a standalone output holds the agent, and is traced in another folder', async () => {
      const modules = path.join(elsewhere, 'node_modules');
      expect(existsSync(path.join(modules, 'otel-agent', 'dist', 'preload.js'))).toBe(true);
      putAgentInto(modules);
      await expectTraces('server.js', []);
    });

    test('next start', () =>
      expectTraces(path.join(app.folder, NEXT), ['start', '-p', '0', '-H', '127.0.0.1']));

    async function expectTraces(script: string, args: readonly string[]): Promise<void> {
      const cwd = args.length === 0 ? elsewhere : app.folder;
      const bare = await serve({ cwd, script, args }, {});
      const preload = `--require ${path.join(cwd, 'node_modules', 'otel-agent')}`;
      const env = { ...exporterEnvironment(receiver), NODE_OPTIONS: preload };
      const traced = await serve({ cwd, script, args }, env);
      expect(traced.answers).toEqual(bare.answers);
      expect(bare.answers.map(({ status }) => status)).toEqual([...STATUSES, actionStatus(build)]);
      expect(traced.run).toMatchObject({ code: bare.run.code, signal: bare.run.signal, said: [] });

      const sent = receiver.sentBy(traced.run.id);
      const fails = actionStatus(build) !== 200;
      expect(drawTraces(withoutInternal(sent))).toEqual(fails ? TRACES.slice(0, -2) : TRACES);
      expect(sent.filter(({ parentSpanId, kind }) => parentSpanId === '' && kind !== 'server')).toEqual([]);
    }
  });

  async function serve(
    place: { cwd: string; script: string; args: readonly string[] },
    env: Record<string, string>,
  ) {
    const answers: Answer[] = [];
    let origin = '';
    const run = await runProgram({
      ...place,
      nodeMajor: 24,
      agent: false,
      script: path.resolve(place.cwd, place.script),
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
        origin ||= /Local: +(\S+)/.exec(line)?.[1] ?? '';
        if (!line.includes('Ready in')) return;
        for (const asked of PLACES) answers.push(await get(origin + asked));
        answers.push(await order(`${origin}/order`));
        child.kill('SIGTERM');
      },
    });
    return { run, answers };
  }
});

const PLACES = ['/', '/items/7', '/api/items/7', '/old/7', '/api/legacy', '/edge', '/guarded', '/nowhere'];
const STATUSES = [200, 200, 200, 200, 200, 200, 200, 404];

/** Turbopack of Next.js 15 answers a form's action with an error, with the agent and without. */
const actionStatus = ({ next, bundler }: WrappedBuild) =>
  next.startsWith('15') && bundler === 'turbopack' ? 500 : 200;

/** One span of a server for each request, one of a client for each `fetch`: none of Next.js's beside them. */
const TRACES = [
  'server GET /',
  'server GET /items/[id]',
  '  client GET',
  'server GET /api/items/[id]',
  '  client GET',
  '  client pg-pool.connect',
  '    client pg.connect',
  '  client pg.query:SELECT postgres',
  'server GET /old/[id]',
  '  client GET',
  'server GET /api/legacy',
  '  client pg.connect',
  '  client pg.query:SELECT postgres',
  'server GET',
  '  client GET',
  'server GET /guarded',
  'server GET',
  'server GET /order',
  'server POST /order',
  '  client pg.connect',
  '  client pg.query:SELECT postgres',
];
