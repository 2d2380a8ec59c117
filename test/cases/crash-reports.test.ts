import { readdirSync } from 'node:fs';
import path from 'node:path';
import { installPackages } from '../agent/boot/guard/install-package';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../agent/lifecycle/receiver';
import { AGENT, runProgram } from '../agent/lifecycle/run-program';
import { makeAppFolder } from '../app-folder';
import { NODE_MAJORS, type NodeMajor } from '../nodes';
import { removeFolder } from '../services/process/remove-folder';
import { sliced } from '../slice';

/* The crash report of the app is the app's: V8 names the place of the app's `throw`, not one of the agent's. */

jest.setTimeout(120_000);

const FOLDER = path.join(__dirname, '..', 'fixtures', 'crash');
/** Files that the programs require, and that are no programs. */
const PARTS = ['serve.js', 'no-syntax.txt'];
const PROGRAMS = readdirSync(FOLDER).filter(name => !PARTS.includes(name));
const DIST = path.dirname(AGENT);

interface Report {
  readonly code: number | null;
  /** Text before the first frame. */
  readonly head: string;
  readonly frames: readonly string[];
  readonly tail: string;
}

/** Runs a script with a whole stack in its report, so that no frame of the agent puts a frame of the app out of sight. */
async function crash(
  script: string,
  nodeMajor: NodeMajor,
  agent: boolean,
  env: Readonly<Record<string, string>> = {},
): Promise<Report> {
  const { code, rawStderr } = await runProgram({
    script: path.resolve(FOLDER, script),
    nodeMajor,
    nodeArgs: ['--stack-trace-limit=60'],
    agent,
    env: {
      OTEL_AGENT_BANNER: 'off',
      OTEL_TRACES_EXPORTER: 'otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      ...env,
    },
  });
  const lines = rawStderr.split('\n').filter(line => !line.startsWith('otel-agent: '));
  const isFrame = (line: string) => /^ {4}at /.test(line);
  const first = lines.findIndex(isFrame);
  const afterLast = lines.findLastIndex(isFrame) + 1;
  return {
    code,
    head: lines.slice(0, Math.max(first, 0)).join('\n'),
    frames: lines.filter(isFrame).map(line => line.trim()),
    tail: lines.slice(afterLast).join('\n'),
  };
}

const isOurs = (frame: string) => frame.includes(DIST);
/** Node's own differ: with any AsyncLocalStorage (Node 20, 22), while ES modules are loaded, and where `get` is ours. */
const isOfNode = (frame: string) => /\bnode:/.test(frame);
/** Places in the app and its libraries. What V8 calls a function without a name follows from how it is called. */
const others = ({ frames }: Report) =>
  frames
    .filter(frame => !isOurs(frame) && !isOfNode(frame))
    .map(frame => frame.replace(/^at (?:.*\()?(.*?)\)?(?: \{)?$/, '$1'));

describe.each(PROGRAMS)('A3: %s is reported as without the agent', script => {
  sliced(test).each(NODE_MAJORS)('Node %i', async nodeMajor => {
    const [bare, beside] = await Promise.all([
      crash(script, nodeMajor, false),
      crash(script, nodeMajor, true),
    ]);
    expect(bare.code).not.toBe(0);
    expect({ code: beside.code, head: beside.head, tail: beside.tail }).toEqual({
      code: bare.code,
      head: bare.head,
      tail: bare.tail,
    });
    expect(others(beside)).toEqual(others(bare));
  });
});

describe('by all of upstream', () => {
  test.each(['handler.js', 'bad-header.js', 'pg-query-null.js'])('A3: %s', async script => {
    const bare = await crash(script, 24, false);
    const beside = await crash(script, 24, true, { OTEL_AGENT_LEAN: 'off' });
    expect([beside.code, beside.head]).toEqual([bare.code, bare.head]);
  });
});

test("A3: an exception that restify's instrumentation sees", async () => {
  const folder = makeAppFolder('cases', await installPackages({ restify: '12.0.0' }));
  try {
    const script = path.join(folder, 'restify-throws.js');
    const [bare, beside] = [await crash(script, 24, false), await crash(script, 24, true)];
    expect(bare.head).toContain('restify-throws.js:7');
    expect([beside.code, beside.head]).toEqual([bare.code, bare.head]);
  } finally {
    await removeFolder(folder);
  }
});

sliced(test).each(NODE_MAJORS)(
  "A3: Node %i, what fs's instrumentation throws again brings no line of the agent's file",
  async nodeMajor => {
    const env = { OTEL_INSTRUMENTATION_FS_ENABLED: 'true' };
    const { code, head, frames } = await crash('../cases/missing-file.js', nodeMajor, true, env);
    expect([code, head]).toEqual([1, "Error: ENOENT: no such file or directory, open '/no/such/file'"]);
    expect(frames.some(frame => frame.includes('missing-file.js:1'))).toBe(true);
  },
);

test('A3: a wrapper is one frame, and there is none beside it', async () => {
  const framesOf = async (script: string) =>
    (await crash(script, 24, true)).frames.filter(isOurs).map(frame => frame.replace(/ \(.*/, ''));
  expect(await framesOf('handler.js')).toEqual(['at Server.emit']);
  expect(await framesOf('request-listener.js')).toEqual(['at IncomingMessage.emit']);
  expect((await framesOf('bad-header.js')).slice(0, 1)).toEqual(['at Object.get']);
  expect((await framesOf('bad-header.js')).slice(1)).toEqual(['at Module._compile', 'at Module._load']);
});

describe('what was thrown is told with the span', () => {
  let receiver: TestReceiver;
  beforeAll(async () => {
    receiver = await startGrpcReceiver();
  });
  afterAll(() => receiver.close());

  const spanOf = async (script: string) => {
    const run = await runProgram({ script, env: exporterEnvironment(receiver) });
    await receiver.waitUntil(() => receiver.spansOf(run.id).length > 0);
    return receiver.sentBy(run.id).find(({ name }) => name === 'GET')!;
  };

  test('A3: where nobody catches it, with its type', async () => {
    expect((await spanOf('crash/handler.js')).attributes).toMatchObject({ 'error.type': 'Error' });
    expect((await spanOf('crash/bad-header.js')).attributes).toMatchObject({ 'error.type': 'TypeError' });
  });

  test('A3: where the app catches it, that there was an error', async () => {
    const { attributes } = await spanOf('cases/caught.js');
    expect(attributes).toMatchObject({ 'error.type': '_OTHER' });
  });
});

test('A3: how stacks are made stays as the app has it', async () => {
  const seen = async (agent: boolean) =>
    (await runProgram({ script: 'cases/how-stacks-are-made.js', agent })).stdout;
  expect(await seen(true)).toBe(await seen(false));
});
