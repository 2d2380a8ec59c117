import { decide } from '../../../../src/agent/boot/guard/decide';
import type { ProcessFacts } from '../../../../src/agent/boot/guard/facts';
import { describeTool } from '../../../../src/agent/boot/guard/rules/describe-tool';

/** Describes a plain app on a supported Node, but for the changes. */
function facts(changes: Partial<ProcessFacts> = {}): ProcessFacts {
  const given: Omit<ProcessFacts, 'tool'> = {
    script: '/app/server.js',
    givenScript: undefined,
    args: [],
    execArgv: ['--require', 'otel-agent'],
    env: {},
    versions: { node: '24.1.0' },
    thread: { kind: 'main' },
    otherCopy: undefined,
    otherTracer: undefined,
    ...changes,
  };
  return { ...given, tool: describeTool(given) };
}

const worker = (workerData?: unknown) => ({ kind: 'worker', workerData }) as const;
const run = (script: string, ...args: string[]) => facts({ script, args });

test.each<[string, ProcessFacts]>([
  ['an app', facts()],
  ['evaluated code', facts({ script: undefined })],
  ['an app whose folder is called like a tool', run('/home/me/eslint/server.js')],
  ['an app that is itself installed', run('/srv/node_modules/my-app/bin/start.js')],
  ['a package whose name every object has', run('/srv/node_modules/constructor/bin/start.js')],
  ['a framework that serves', run('/app/node_modules/next/dist/bin/next', 'start')],
  ['pm2 in fork mode', run('/usr/lib/node_modules/pm2/lib/ProcessContainerFork.js')],
  ['pm2 in cluster mode', run('/usr/lib/node_modules/pm2/lib/ProcessContainer.js')],
  ['ts-node, which runs the app itself', run('/app/node_modules/ts-node/dist/bin.js')],
  ['a test file that is run as a script', run('/app/test/shop.test.js')],
  ['a package that is not the command of the same name', run('/app/node_modules/tape/test/index.js')],
  [
    'a test file that is allowed',
    facts({ env: { NODE_TEST_CONTEXT: 'child-v8', OTEL_AGENT_PROCESS_ALLOW: 'server.js' } }),
  ],
  ['code that looks like a flag', facts({ script: undefined, execArgv: ['-e', '--test'] })],
  [
    'a worker of the app',
    facts({ script: '/app/worker.js', thread: worker({ workerData: { $context: 1 } }) }),
  ],
  ['a worker that evaluates code', facts({ script: undefined, thread: worker() })],
  [
    'a pool that runs functions of the app',
    facts({ script: '/app/node_modules/piscina/dist/worker.js', thread: worker() }),
  ],
  ['the oldest Node that is supported', facts({ versions: { node: '20.0.0' } })],
  ['npm run dev', facts({ env: { npm_lifecycle_event: 'dev' } })],
  ['a disabled setting that is not true', facts({ env: { OTEL_SDK_DISABLED: 'yes' } })],
])('%s is instrumented', (_name, given) => {
  expect(decide(given)).toEqual({ instrument: true, reason: 'no rule speaks against it' });
});

test.each<[string, ProcessFacts, string | RegExp]>([
  ['a disabled one', facts({ env: { OTEL_SDK_DISABLED: 'True ' } }), 'OTEL_SDK_DISABLED is true'],
  ['npm', run('/usr/lib/node_modules/npm/bin/npm-cli.js'), 'npm is a package manager'],
  ['npm on Debian', run('/usr/share/nodejs/npm/bin/npm-cli.js'), 'npm is a package manager'],
  ['yarn 1 in an image', run('/opt/yarn-v1.22.22/bin/yarn.js'), 'yarn.js is a package manager'],
  [
    'yarn berry in a repository',
    run('/app/.yarn/releases/yarn-4.9.1.cjs'),
    'yarn-4.9.1.cjs is a package manager',
  ],
  [
    'pnpm from corepack',
    run('/home/shop/.cache/node/corepack/v1/pnpm/10.1.0/bin/pnpm.cjs'),
    'pnpm.cjs is a package manager',
  ],
  ["bun's shim", run('/app/node_modules/bun/install.js'), 'bun is a package manager'],
  [
    'npm on Windows',
    run('C:\\Program Files\\nodejs\\node_modules\\npm\\bin\\npm-cli.js'),
    'npm is a package manager',
  ],
  [
    'a tool that pnpm installed',
    run('/app/node_modules/.pnpm/eslint@9.1.0/node_modules/eslint/bin/eslint.js'),
    'eslint is a linter or formatter',
  ],
  ['a tool of a scope, by its folder', run('/app/node_modules/@babel/cli'), '@babel/cli is a build tool'],
  ['a tool of a scope', run('/app/node_modules/@babel/cli/bin/babel.js'), '@babel/cli is a build tool'],
  [
    'a file beside the packages of a tool',
    run('/app/node_modules/jest/node_modules/.hook.js'),
    /^jest is a test/,
  ],
  [
    "webpack's worker",
    run('/app/node_modules/thread-loader/dist/worker.js'),
    'thread-loader is a build tool',
  ],
  [
    "jest's worker",
    run('/app/node_modules/jest-worker/build/workers/processChild.js'),
    'jest-worker is a pool of workers for tools',
  ],
  [
    'a worker of a framework that builds',
    run('/app/node_modules/next/dist/compiled/jest-worker/processChild.js'),
    'next is a build tool',
  ],
  ['a framework that builds', run('/app/node_modules/next/dist/bin/next', 'build'), 'next build is a build'],
  ['pm2 itself', run('/usr/lib/node_modules/pm2/lib/Daemon.js'), /^pm2 is a parent/],
  ["tsx's parent", run('/app/node_modules/tsx/dist/cli.mjs', 'app.ts'), /^tsx is a parent/],
  ['a postinstall script', facts({ env: { npm_lifecycle_event: 'postinstall' } }), /postinstall script/],
  ['a syntax check', facts({ execArgv: ['--check'] }), '--check only checks the syntax'],
  ['the parent of test files', facts({ execArgv: ['--require', 'x', '--test'] }), '--test runs tests'],
  ['tests within one process', facts({ execArgv: ['--test', '--test-isolation=none'] }), '--test runs tests'],
  [
    'a test file of node --test',
    facts({ env: { NODE_TEST_CONTEXT: 'child-v8' } }),
    'node --test runs a test file here',
  ],
  ['a test file of tap', facts({ env: { TAP_CHILD_ID: '0' } }), 'tap runs a test file here'],
  ["a runner's command", run('/app/node_modules/tape/bin/tape'), 'tape is a test runner'],
  ['the debugger', run('inspect', 'app.js'), /^node inspect/],
  [
    'a second copy',
    facts({ otherCopy: '/a/preload.js' }),
    'the copy of otel-agent at /a/preload.js is already at work',
  ],
  ['a loader thread', facts({ thread: { kind: 'loader' } }), 'a loader thread serves Node itself'],
  [
    "pino's thread",
    facts({ thread: worker({ workerData: { $context: { threadStreamVersion: '3.1.0' } } }) }),
    /thread-stream/,
  ],
  [
    'a worker of a library',
    facts({ script: '/app/node_modules/sonic/worker.js', thread: worker() }),
    'this worker serves sonic',
  ],
  ['a worker from a data: URL', facts({ script: 'data:', thread: worker() }), /data: URL/],
  [
    'a worker when workers are off',
    facts({ thread: worker(), env: { OTEL_AGENT_WORKERS: 'OFF' } }),
    'OTEL_AGENT_WORKERS is off',
  ],
  ['Electron', facts({ versions: { node: '22.0.0', electron: '33.0.0' } }), 'Electron is not supported'],
])('%s is left alone', (_name, given, reason) => {
  const decision = decide(given);
  expect(decision).toEqual({
    instrument: false,
    reason: expect.stringMatching(
      typeof reason === 'string' ? `^${reason.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$` : reason,
    ),
  });
});

const USE_NODE = 'use Node.js 20 or newer';
test.each([
  [{ node: '18.20.0' }, 'Node.js 18.20.0 is not supported', USE_NODE],
  [{ node: '12.22.12' }, 'Node.js 12.22.12 is not supported', USE_NODE],
  [{ node: '24.0.0', bun: '1.4.5' }, 'Bun 1.4.5 is not supported', USE_NODE],
  [{ node: '24.0.0', deno: '2.9.6' }, 'Deno 2.9.6 is not supported', 'OTEL_DENO=true traces it'],
])('%p is told about', (versions, reason, mend) => {
  expect(decide(facts({ versions }))).toEqual({
    instrument: false,
    reason,
    news: { effect: 'the app runs uninstrumented', mend },
  });
});

test('a tool under an old Node is left alone in silence', () => {
  const script = '/usr/lib/node_modules/npm/bin/npm-cli.js';
  expect(decide(facts({ script, versions: { node: '16.0.0' } }))).not.toHaveProperty('news');
});

describe('OTEL_AGENT_PROCESS_ALLOW and _DENY', () => {
  const jest = '/app/node_modules/jest/bin/jest.js';
  const library = '/app/node_modules/sonic/worker.js';

  test.each<[string, Partial<ProcessFacts>, boolean]>([
    ['a tool is allowed', { script: jest, env: { OTEL_AGENT_PROCESS_ALLOW: '**/jest/bin/*' } }, true],
    ['another one is not', { script: jest, env: { OTEL_AGENT_PROCESS_ALLOW: 'mocha.js' } }, false],
    [
      "a library's worker is allowed",
      { script: library, thread: worker(), env: { OTEL_AGENT_PROCESS_ALLOW: 'sonic/*.js' } },
      true,
    ],
    ['an app is denied', { env: { OTEL_AGENT_PROCESS_DENY: 'migrate.js, server.js' } }, false],
    [
      'an app is denied by the link to it',
      { givenScript: '/usr/bin/serve', env: { OTEL_AGENT_PROCESS_DENY: '/usr/bin/**' } },
      false,
    ],
    [
      'to deny counts more',
      { env: { OTEL_AGENT_PROCESS_ALLOW: '**', OTEL_AGENT_PROCESS_DENY: '**' } },
      false,
    ],
    [
      'an old Node is not allowed',
      { versions: { node: '18.0.0' }, env: { OTEL_AGENT_PROCESS_ALLOW: '**' } },
      false,
    ],
    ['a second copy is not allowed', { otherCopy: '/a', env: { OTEL_AGENT_PROCESS_ALLOW: '**' } }, false],
  ])('%s', (_name, changes, instrument) => {
    expect(decide(facts(changes)).instrument).toBe(instrument);
  });
});

test('another tracer is at work: the agent stands down, which is news', () => {
  const otherTracer = 'Datadog (dd-trace 6.21.0 in /app/node_modules/dd-trace)';
  expect(decide(facts({ otherTracer }))).toEqual({
    instrument: false,
    reason: `${otherTracer} traces this process already`,
    news: { effect: 'the agent stands down', mend: 'remove one of the two' },
  });
});

test('another copy of this agent counts before the tracer that it has registered', () => {
  const given = facts({ otherTracer: 'OpenTelemetry', otherCopy: '/opt/agent/preload.js' });
  expect(decide(given)).not.toHaveProperty('news');
});
