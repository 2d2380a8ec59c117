import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { NODE_MAJORS, type NodeMajor, nodeBinary } from '../../nodes';
import { removeFolder } from '../../services/process/remove-folder';
import { makeTemporaryFolder } from '../../services/process/temporary-folder';
import { sliced } from '../../slice';
import { endOf, type ProgramRun, runProgram } from '../lifecycle/run-program';

/* Modules that do unusual things: an app that loads them in every way ends and sees the same with the agent. */

jest.setTimeout(60_000);

const FIXTURES = path.join(__dirname, '..', '..', 'fixtures', 'hostile');
const PACKAGES = readdirSync(path.join(FIXTURES, 'packages'));
/** Names and versions of the hostile packages: their own, and those of packages that are instrumented. */
const NAMES = { hostile: '1.0.0', pg: '8.11.0', openai: '5.1.0', express: '4.18.0' };
type Name = keyof typeof NAMES;

let folder: string;
beforeAll(async () => {
  folder = makeTemporaryFolder('modules');
  for (const name of PACKAGES) for (const disguise of Object.keys(NAMES) as Name[]) install(name, disguise);
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 300_000);
afterAll(() => removeFolder(folder));

describe.each(PACKAGES)('%s', name => {
  sliced(test).each(NODE_MAJORS)('Node %i', async nodeMajor => {
    const names = Object.keys(NAMES) as Name[];
    const [bare, ...traced] = await Promise.all([
      run(name, 'hostile', nodeMajor, false),
      ...names.map(disguise => run(name, disguise, nodeMajor, true)),
    ]);
    expect(bare.stdout).toMatch(/^import/m);
    expect(traced.map(endOf)).toEqual(names.map(() => endOf(bare)));
  });

  if (!isEsModule(name)) return;
  sliced(test).each(NODE_MAJORS)('imported by a statement, Node %i', async nodeMajor => {
    const program = { script: path.join(appOf(name, 'openai'), 'static.mjs'), nodeMajor };
    const bare = await runProgram({ ...program, agent: false });
    expect(endOf(await runProgram({ ...program, env: ENV }))).toEqual(endOf(bare));
  });
});

const ENV = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };

async function run(name: string, disguise: Name, nodeMajor: NodeMajor, agent: boolean): Promise<ProgramRun> {
  const program = { script: path.join(appOf(name, disguise), 'app.mjs'), args: [disguise], nodeMajor, agent };
  const ended = await runProgram({ ...program, env: ENV });
  const plain = (text: string) =>
    text.replaceAll(`/node_modules/${disguise}`, '').replaceAll(`-${disguise}`, '');
  return { ...ended, stdout: plain(ended.stdout), stderr: plain(ended.stderr) };
}

function appOf(name: string, disguise: Name): string {
  return path.join(folder, `${name}-${disguise}`);
}

/** Makes an app that has one of the packages under a name. */
function install(name: string, disguise: Name): void {
  const app = appOf(name, disguise);
  const target = path.join(app, 'node_modules', disguise);
  mkdirSync(target, { recursive: true });
  cpSync(path.join(FIXTURES, 'packages', name), target, { recursive: true });
  const entry = isEsModule(name) ? { exports: './index.mjs' } : { main: 'index.js' };
  writeFileSync(
    path.join(target, 'package.json'),
    JSON.stringify({ name: disguise, version: NAMES[disguise], ...entry }),
  );
  cpSync(path.join(FIXTURES, 'app.mjs'), path.join(app, 'app.mjs'));
  writeFileSync(
    path.join(app, 'static.mjs'),
    `import * as namespace from '${disguise}';\nconsole.log(Object.keys(namespace).sort().join(), typeof namespace.default);\n`,
  );
}

function isEsModule(name: string): boolean {
  return existsSync(path.join(FIXTURES, 'packages', name, 'index.mjs'));
}
