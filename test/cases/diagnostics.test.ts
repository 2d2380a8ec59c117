import path from 'node:path';
import { installPackages } from '../agent/boot/guard/install-package';
import { runProgram } from '../agent/lifecycle/run-program';
import { makeAppFolder } from '../app-folder';
import { removeFolder } from '../services/process/remove-folder';

/* Nothing repeats with each request on stderr. */

jest.setTimeout(300_000);

let folder: string;
beforeAll(async () => {
  const modules = await installPackages({
    '@opentelemetry/api': '1.10.0',
    ioredis: '6.0.0',
    restify: '12.0.0',
  });
  folder = makeAppFolder('cases', modules);
});
afterAll(() => removeFolder(folder));

/** Runs a script without delivery of its spans, and leaves out the lines about their loss. */
const run = async (script: string, env: Readonly<Record<string, string>> = {}) => {
  const { code, stdout, stderr, said } = await runProgram({
    script: path.join(folder, script),
    env: { OTEL_AGENT_BANNER: 'off', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none', ...env },
  });
  const isLoss = (line: string) => / spans? (dropped|were not sent|was not sent)/.test(line);
  return { code, stdout, stderr, said: said.filter(line => !isLoss(line) && !line.includes('cannot send')) };
};
const LEAN_OFF = { OTEL_AGENT_LEAN: 'off' };

test.each([
  ['restify.js', 'done\n'],
  ['late-redis.js', "Set(1) { 'Command timed out' }\n"],
])('A4: %s is silent, however many requests there are', async (script, stdout) => {
  expect(await run(script)).toEqual({ code: 0, stdout, stderr: '', said: [] });
  // With upstream's instrumentations, too, no span ends twice.
  expect(await run(script, LEAN_OFF)).toEqual({ code: 0, stdout, stderr: '', said: [] });
});

test('A4: with all of upstream, what repeats is said once, and who says it', async () => {
  const { said, stderr } = await run('ended-twice.js', LEAN_OFF);
  expect(stderr).toBe('');
  expect(said).toEqual([expect.stringMatching(/^otel-agent: upstream: .* You can only call end\(\)/)]);
});

test('A4: what the own code cannot do is said once, in its own name', async () => {
  const { stdout, said } = await run('hostile-requests.js');
  expect(stdout).toBe('served 20\n');
  expect(said).toEqual([
    'otel-agent: http: a request could not be traced: not to be read 0; otel-agent doctor tells more',
  ]);
});

test('A4: at level debug, too, no line comes with each span', async () => {
  const { said } = await run('ended-twice.js', { OTEL_LOG_LEVEL: 'debug' });
  const kinds = said.map(line => line.replace(/\d+/g, '#'));
  expect(new Set(kinds).size).toBe(kinds.length);
});
