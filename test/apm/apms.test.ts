import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../agent/lifecycle/receiver';
import { AGENT, type ProgramRun, runProgram } from '../agent/lifecycle/run-program';
import { drawTraces } from '../e2e/ancestry';
import { NODE_MAJORS, type NodeMajor, nodeBinary } from '../nodes';
import { sliced } from '../slice';
import { APMS, type Apm } from './apms';

/* Another vendor's agent preloaded before or after this one: it works as it does alone, and nothing is done twice. */

jest.setTimeout(60_000);

const modules = new Map<string, string>();
let receiver: TestReceiver;
let vendor: Vendor;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
  vendor = await startVendor();
  for (const apm of APMS) modules.set(apm.name, await apm.install());
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 600_000);
afterAll(async () => {
  await receiver.close();
  await vendor.close();
});

const TRACE = ['client GET', '  server GET', '    client GET', '      server GET'];
const ORDERS = ['before', 'after'] as const;
type Order = (typeof ORDERS)[number] | 'alone';

describe.each(APMS)('$name', apm => {
  const majors = NODE_MAJORS.filter(major => major >= apm.since);
  const rows = [['before', 24], ...majors.map(major => ['after', major])] as [Order, NodeMajor][];

  const alone = new Map<NodeMajor, Promise<ProgramRun>>();
  sliced(test).each(rows)('%s the agent, Node %i', async (order, nodeMajor) => {
    if (!alone.has(nodeMajor)) alone.set(nodeMajor, run(apm, 'alone', nodeMajor));
    const without = await alone.get(nodeMajor)!;
    const both = await run(apm, order, nodeMajor);
    expect(both).toMatchObject({ code: 0, signal: null });
    if (apm.standsDown === undefined) {
      expect(linesOf(both)).toContain('served');
      expect(both.said).toEqual([]);
      await receiver.waitUntil(() => receiver.sentBy(both.id).length >= TRACE.length);
      expect(drawTraces(receiver.sentBy(both.id))).toEqual(expect.arrayContaining(TRACE));
      const paths = receiver
        .sentBy(both.id)
        .flatMap(({ attributes }) => attributes['url.full'] ?? [])
        .map(url => new URL(String(url)).pathname);
      expect(paths.filter(path => apm.sendsTo?.test(path))).toEqual([]);
    } else {
      expect(linesOf(both)).toEqual(linesOf(without));
      expect(both.said).toEqual([expect.stringMatching(apm.standsDown)]);
      expect(both.said[0]).toContain(`: the agent in ${AGENT.replace(/\/preload\.js$/, '')} stands down`);
      expect(receiver.sentBy(both.id)).toEqual([]);
    }
  });
});

describe.each(APMS.filter(({ off }) => off !== undefined))('$name, configured to be off', apm => {
  test.each(ORDERS)('%s the agent: the agent works', async order => {
    const both = await run(apm, order, 24, apm.off);
    expect(both.code).toBe(0);
    // A package that the other one uses itself was there before the agent, and that is said.
    expect(both.said.filter(line => !line.includes('loaded before the agent'))).toEqual([]);
    await receiver.waitUntil(() => receiver.sentBy(both.id).length >= TRACE.length);
    expect(drawTraces(receiver.sentBy(both.id))).toEqual(TRACE);
  });
});

/** Runs the app until the vendor has a traced request's data; waits for nothing if the vendor's agent is off. */
async function run(
  apm: Apm,
  order: Order,
  nodeMajor: NodeMajor,
  off?: Record<string, string>,
): Promise<ProgramRun> {
  const nodeModules = modules.get(apm.name)!;
  const [flag, file] = apm.preload(nodeModules);
  const theirs = [flag, file];
  const ours = [flag, AGENT];
  const isSent = off === undefined && apm.sendsTo !== undefined ? vendor.next(apm.sendsTo) : undefined;
  return runProgram({
    script: 'apm/app.js',
    nodeMajor,
    agent: false,
    nodeArgs: order === 'alone' ? theirs : order === 'before' ? [...theirs, ...ours] : [...ours, ...theirs],
    env: {
      ...exporterEnvironment(receiver),
      ...apm.env(vendor.port),
      ...off,
      // A variable that both heed is for the other agent; this agent's own come first for itself.
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: apm.name.startsWith('@elastic')
        ? undefined
        : `http://127.0.0.1:${receiver.port}`,
      TEST_NODE_MODULES: nodeModules,
    },
    async onLine(line, child) {
      if (line !== 'served') return;
      await isSent;
      child.stdin!.end();
    },
  });
}

/** Lines of the app itself; some of these agents log as JSON. */
function linesOf({ stdout }: ProgramRun): string[] {
  return stdout.split('\n').filter(line => !line.startsWith('{'));
}

interface Vendor {
  readonly port: number;
  /** Resolves with the next request whose path matches. */
  next(path: RegExp): Promise<void>;
  close(): Promise<void>;
}

/** Takes whatever comes and answers with an empty object. */
async function startVendor(): Promise<Vendor> {
  const waiting = new Set<{ path: RegExp; resolve: () => void }>();
  const server = http.createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json').end('{}');
      for (const one of waiting) if (one.path.test(request.url!) && waiting.delete(one)) one.resolve();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    next: path => new Promise(resolve => waiting.add({ path, resolve })),
    async close() {
      server.closeAllConnections();
      await new Promise(resolve => server.close(resolve));
    },
  };
}
