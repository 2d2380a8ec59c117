import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ShopError } from './shop-error';

const run = promisify(execFile);

export interface PrepareOptions {
  /** Folder of the shop's sources, in a clone of this repository. */
  readonly folder: string;
  /** File that holds the sources in a package: an object with the text of each file by its path. */
  readonly archive: string;
  /** The agent's build plugin: one of the services is a bundle. */
  readonly bundler: string;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
}

/**
 * Makes the shop ready to run and returns its folder: bundles its inventory. With an installed otel-agent, unpacks it into the
 * user's cache before and installs its packages there, once. Rejects with a ShopError.
 */
export async function prepareShop({ folder, archive, bundler, env, say }: PrepareOptions): Promise<string> {
  const ready = hasPackages(folder) ? folder : await unpack(archive, env, say);
  await runIn(ready, process.execPath, ['bundle.mjs', bundler], env);
  return ready;
}

async function unpack(archive: string, env: NodeJS.ProcessEnv, say: (line: string) => void): Promise<string> {
  const packed = readFileSync(archive, 'utf8');
  const fingerprint = createHash('sha256').update(packed).digest('hex').slice(0, 12);
  const copy = path.join(homedir(), '.cache', 'otel-agent', `shop-${fingerprint}`);
  if (hasPackages(copy)) return copy;
  say(`Installing the shop's packages (60 MB, once) in ${copy} …`);
  try {
    for (const [file, text] of Object.entries<string>(JSON.parse(packed))) {
      mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
      writeFileSync(path.join(copy, file), text);
    }
  } catch (error) {
    throw new ShopError(`the shop could not be written to ${copy}: ${(error as Error).message}`);
  }
  await runNpm(copy, env);
  return copy;
}

/** npm writes this file when an installation is complete; an older one lacks the bundler. */
function hasPackages(folder: string): boolean {
  const modules = path.join(folder, 'node_modules');
  return existsSync(path.join(modules, '.package-lock.json')) && existsSync(path.join(modules, 'esbuild'));
}

async function runNpm(folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const npm = env.npm_execpath;
  if (npm?.endsWith('.js')) await runIn(folder, process.execPath, [npm, 'ci', '--omit=dev'], env);
  else await runIn(folder, process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--omit=dev'], env);
}

async function runIn(
  cwd: string,
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<void> {
  try {
    await run(command, args, { cwd, env, shell: command.endsWith('.cmd') });
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    throw new ShopError(
      `${path.basename(command)} ${args.join(' ')} failed in ${cwd}:\n${stderr || message}`,
    );
  }
}
