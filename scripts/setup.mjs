import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const stamps = path.join(root, 'node_modules', '.cache', 'otel-agent');

/** Makes a fresh clone ready: installs the packages and builds dist/, each only where it is missing or stale. */
export async function setup({ build = true } = {}) {
  if (isStale('install', ['package-lock.json'])) {
    console.log('Installing packages…');
    npm(['ci'], root);
    stamp('install', ['package-lock.json']);
  }
  const sources = ['package-lock.json', 'package.json', 'scripts', 'src'];
  if (build && (!existsSync(path.join(root, 'dist', 'preload.js')) || isStale('build', sources))) {
    console.log('Building…');
    execFileSync(process.execPath, [path.join(root, 'scripts', 'build.mjs')], {
      cwd: root,
      stdio: 'inherit',
    });
    stamp('build', sources);
  }
}

/** Runs npm with its output shown only when it fails. */
export function npm(args, cwd) {
  const script = process.env.npm_execpath;
  const [command, first] = script?.endsWith('.js') ? [process.execPath, [script]] : ['npm', []];
  try {
    execFileSync(command, [...first, ...args], {
      cwd,
      encoding: 'utf8',
      stdio: 'pipe',
      shell: process.platform === 'win32' && !script,
    });
  } catch (error) {
    process.stderr.write(`${error.stdout}${error.stderr}\n`);
    throw new Error(`npm ${args.join(' ')} failed in ${cwd}`);
  }
}

function isStale(name, sources) {
  const file = path.join(stamps, name);
  return !existsSync(file) || readFileSync(file, 'utf8') !== fingerprint(sources);
}

function stamp(name, sources) {
  mkdirSync(stamps, { recursive: true });
  writeFileSync(path.join(stamps, name), fingerprint(sources));
}

function fingerprint(sources) {
  const hash = createHash('sha256').update(process.versions.node);
  for (const source of sources)
    for (const file of filesOf(path.join(root, source))) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

function filesOf(entry) {
  if (!existsSync(entry)) return [];
  try {
    return readdirSync(entry, { recursive: true, withFileTypes: true })
      .filter(file => file.isFile() && !file.name.includes('.generated.'))
      .map(file => path.join(file.parentPath ?? file.path, file.name))
      .sort();
  } catch {
    return [entry];
  }
}

if (process.argv[1] && pathToFileURL(process.argv[1]).href === import.meta.url) await setup();
