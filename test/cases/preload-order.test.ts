import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AGENT, runProgram } from '../agent/lifecycle/run-program';
import { NODE_MAJORS, type NodeMajor } from '../nodes';
import { sliced } from '../slice';

const FIXTURES = path.join(__dirname, '..', 'fixtures', 'preload-order');
const SETS_NAME = path.join(FIXTURES, 'sets-name.cjs');
const LOADS_EXPRESS = path.join(FIXTURES, 'loads-express.cjs');
const ENV_FILE = path.join(FIXTURES, 'settings.env');

/** Returns the names of the service and of its server span, and the agent's messages. */
async function run(nodeMajor: NodeMajor, nodeArgs: string[], env: Record<string, string> = {}) {
  const { stdout, said, code } = await runProgram({
    script: path.join(FIXTURES, 'app.cjs'),
    agent: false,
    nodeMajor,
    nodeArgs,
    env: {
      OTEL_TRACES_EXPORTER: 'otlp/stdout',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_AGENT_BANNER: 'off',
      ...env,
    },
  });
  expect(code).toBe(0);
  const [first] = stdout.split('\n').filter(line => line.startsWith('{'));
  const { resource } = JSON.parse(first!).resourceSpans[0];
  const attribute = resource.attributes.find(({ key }: { key: string }) => key === 'service.name');
  return { name: attribute.value.stringValue, hasRoute: stdout.includes('"GET /users/:id"'), said };
}

const requiring = (...files: string[]) => files.flatMap(file => ['--require', file]);

/* The rule of docs/troubleshooting.md, "Several preloads". */
sliced(describe).each(NODE_MAJORS)('F16: the order of preloads on Node %i', major => {
  test.each<[string, string[], Record<string, string>, string]>([
    ['before the agent', requiring(SETS_NAME, AGENT), {}, 'from-preload'],
    ['before the agent in NODE_OPTIONS, where inject and run append', [], appended(), 'from-preload'],
    ['by --require, the agent by --import', imported(), {}, 'from-preload'],
    ['by --env-file', ['--env-file', ENV_FILE], { NODE_OPTIONS: `--require ${AGENT}` }, 'from-file'],
  ])('F16: settings that are set %s count', async (_title, args, env, name) => {
    expect(await run(major, args, env)).toEqual({ name, hasRoute: true, said: [] });
  });

  test.each<[string, string[], Record<string, string>]>([
    ['after the agent', requiring(AGENT, SETS_NAME), {}],
    [
      'on the command line, the agent in NODE_OPTIONS',
      requiring(SETS_NAME),
      { NODE_OPTIONS: `--require ${AGENT}` },
    ],
  ])('F16: settings that a preload sets %s come too late', async (_title, args, env) => {
    const { name } = await run(major, args, env);
    expect(name).not.toBe('from-preload');
  });

  test('F16: libraries that a preload loads after the agent are traced without a word', async () => {
    const { hasRoute, said } = await run(major, requiring(AGENT, LOADS_EXPRESS));
    expect({ hasRoute, said }).toEqual({ hasRoute: true, said: [] });
  });

  test('F16: those that one loads before are traced where they are required again, and named', async () => {
    const { hasRoute, said } = await run(major, requiring(LOADS_EXPRESS, AGENT));
    expect(hasRoute).toBe(true);
    expect(said).toEqual([
      expect.stringMatching(
        /loaded before the agent.*express.*put --require otel-agent before the preload that loads them$/,
      ),
    ]);
  });
});

function appended(): Record<string, string> {
  return { NODE_OPTIONS: `--require ${SETS_NAME} --require ${AGENT}` };
}

function imported(): string[] {
  return ['--import', pathToFileURL(AGENT).href, '--require', SETS_NAME];
}
