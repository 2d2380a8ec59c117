import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { NODE_MAJORS } from '../../../nodes';
import { AGENT, runProgram } from '../../lifecycle/run-program';

jest.setTimeout(60_000);

const DIST = path.dirname(AGENT);
let folder: string;
beforeAll(() => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'otel-agent-left-')));
  const bin = path.join(folder, 'node_modules', 'npm', 'bin');
  mkdirSync(bin, { recursive: true });
  const probe = path.join(__dirname, '..', '..', '..', 'fixtures', 'guard', 'what-is-loaded.js');
  copyFileSync(probe, path.join(bin, 'npm-cli.js'));
  copyFileSync(probe, path.join(folder, 'app.js'));
  symlinkSync(path.join(bin, 'npm-cli.js'), path.join(folder, 'linked'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const NPM = 'node_modules/npm/bin/npm-cli.js';
const ENTRY = ['preload.js'];
const GUARD = ['preload.js', 'start-guarded.js', 'guard.js'];
const AGENT_TOO = expect.arrayContaining([...GUARD, 'agent.js']);
const ALLOW = { OTEL_AGENT_PROCESS_ALLOW: '**/npm/bin/*' };

describe.each(NODE_MAJORS)('Node %i', nodeMajor => {
  test.each<[string, string, Record<string, string>, unknown]>([
    ['a tool: the entry', NPM, {}, ENTRY],
    ['a tool, by a link: the entry', 'linked', {}, ENTRY],
    ['an install script: the entry', 'app.js', { npm_lifecycle_event: 'postinstall' }, ENTRY],
    ['disabled: the entry', 'app.js', { OTEL_SDK_DISABLED: 'true' }, ENTRY],
    ['a tool, and somebody asks why: the guard, too', NPM, { OTEL_LOG_LEVEL: 'debug' }, GUARD],
    ['a tool that is allowed: the agent', NPM, ALLOW, AGENT_TOO],
    ['a tool that pm2 allows later: the agent', NPM, { pm2_env: JSON.stringify(ALLOW) }, AGENT_TOO],
    ['an app: the agent', 'app.js', {}, AGENT_TOO],
  ])('%s', async (_name, script, env, expected) => {
    const quiet = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
    const run = await runProgram({ script: path.join(folder, script), nodeMajor, env: { ...quiet, ...env } });
    const { files } = JSON.parse(run.stdout) as { files: string[] };
    const ofAgent = files.filter(file => path.dirname(file) === DIST).map(file => path.basename(file));
    expect(ofAgent).toEqual(expected);
    expect(run.said).toEqual(
      env.OTEL_LOG_LEVEL === 'debug' ? [expect.stringMatching(/ is not instrumented: npm is a/)] : [],
    );
  });
});
