import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { installPackage } from '../agent/boot/guard/install-package';
import { AGENT, type ProgramOptions } from '../agent/lifecycle/run-program';
import { runCommand } from '../services/process/run-command';

const YARN = '4.18.1';
const root = path.join(__dirname, '..', '..');

/**
 * Makes, below `folder`, a project of Yarn's Plug'n'Play: the agent and the OpenTelemetry API lie in zips, and Node only reads
 * them with Yarn's `.pnp.cjs` loaded. Returns how the fixtures' programs are run in it.
 */
export async function makeZipProject(folder: string): Promise<Partial<ProgramOptions>> {
  const yarn = path.join(await installPackage('@yarnpkg/cli-dist', YARN), 'bin', 'yarn.js');
  const project = path.join(folder, 'zip-project');
  mkdirSync(project, { recursive: true });
  const agent = await pack(copyOfAgent(folder), folder);
  const api = await pack(path.join(root, 'node_modules', '@opentelemetry', 'api'), folder);
  const dependencies = { 'otel-agent': `file:${agent}`, '@opentelemetry/api': `file:${api}` };
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ name: 'zip-project', dependencies }));
  cpSync(path.join(root, 'test', 'fixtures', 'ends'), path.join(project, 'ends'), { recursive: true });
  cpSync(path.join(root, 'test', 'fixtures', 'lifecycle'), path.join(project, 'lifecycle'), {
    recursive: true,
  });
  await runCommand([process.execPath, yarn, 'install'], { cwd: project, env: yarnEnvironment(folder) });
  const zips = readdirSync(path.join(project, '.yarn', 'cache'));
  if (!zips.some(name => /^otel-agent-.*\.zip$/.test(name))) throw new Error(`no agent among ${zips.join()}`);
  return {
    agent: false,
    cwd: project,
    script: path.join(project, 'ends', 'end.js'),
    env: { NODE_OPTIONS: `--require ${path.join(project, '.pnp.cjs')} --require otel-agent` },
  };
}

/** Copies the agent under test as a package: the built files, and no more. */
function copyOfAgent(folder: string): string {
  const copy = path.join(folder, 'agent');
  const { name, version, main, exports } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  cpSync(path.dirname(AGENT), path.join(copy, 'dist'), { recursive: true });
  writeFileSync(path.join(copy, 'package.json'), JSON.stringify({ name, version, main, exports }));
  return copy;
}

/** Returns the path of the tarball. */
async function pack(source: string, folder: string): Promise<string> {
  const command = ['npm', 'pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
  return path.join(folder, (await runCommand(command, { cwd: source })).trim());
}

/** Makes an environment in which Yarn fetches nothing, and reads or writes no file of the user. */
function yarnEnvironment(folder: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env.PATH,
    HOME: folder,
    YARN_ENABLE_TELEMETRY: '0',
    YARN_ENABLE_GLOBAL_CACHE: 'false',
    YARN_ENABLE_NETWORK: 'false',
    YARN_ENABLE_IMMUTABLE_INSTALLS: 'false',
  };
}
