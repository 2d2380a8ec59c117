import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ShopError } from './shop-error';

const run = promisify(execFile);

export interface PrepareOptions {
  /** Where the shop's sources are. */
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (line: string) => void;
}

/**
 * Makes the shop ready to run and returns its folder. Where its packages are missing, as in an installed otel-agent, it is
 * copied to the user's cache and they are installed there, once. Rejects with a ShopError.
 */
export async function prepareShop({ folder, env, say }: PrepareOptions): Promise<string> {
  if (!existsSync(path.join(folder, 'package-lock.json')))
    throw new ShopError(`the demo's shop is not in ${folder}`);
  const ready = hasPackages(folder) ? folder : await installCopy(folder, env, say);
  if (process.features.typescript) return ready;
  await runIn(ready, process.execPath, ['strip-types.mjs'], env);
  return ready;
}

async function installCopy(
  folder: string,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(file => !file.startsWith('node_modules') && statSync(path.join(folder, file)).isFile())
    .sort();
  const copy = path.join(homedir(), '.cache', 'otel-agent', `shop-${fingerprintOf(folder, files)}`);
  if (hasPackages(copy)) return copy;
  say(`Installing the shop's packages (50 MB, once) in ${copy} …`);
  try {
    // Contents only: an installed package may be read-only, and its copy must not be.
    for (const file of files) {
      mkdirSync(path.dirname(path.join(copy, file)), { recursive: true });
      writeFileSync(path.join(copy, file), readFileSync(path.join(folder, file)));
    }
  } catch (error) {
    throw new ShopError(`the shop could not be copied to ${copy}: ${(error as Error).message}`);
  }
  await runNpm(copy, env);
  return copy;
}

function fingerprintOf(folder: string, files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file).update(readFileSync(path.join(folder, file)));
  return hash.digest('hex').slice(0, 12);
}

/** npm writes this file when an installation is complete. */
function hasPackages(folder: string): boolean {
  return existsSync(path.join(folder, 'node_modules', '.package-lock.json'));
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
