import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../../../agent/boot/guard/facts';
import { parseCommandLine } from '../../../agent/boot/guard/process-of-thread';
import { type Manifest, nearestManifest } from '../packages/manifest';
import { splitNodeOptions } from './node-words';
import type { ProcessView } from './subject';

/** Start of an app, as its folder tells. */
export type Start = Pick<ProcessView, 'script' | 'args' | 'execArgv' | 'env'>;

/** Views the app of a folder, or a script of it, as a process would run that is started here and now. */
export function viewFolder(folder: string, script: string | undefined, env: Environment): ProcessView {
  const file = script === undefined ? undefined : path.resolve(folder, script);
  const start =
    file === undefined
      ? startOf(nearestManifest(folder), env)
      : { script: file, args: [], execArgv: [], env };
  return {
    source: file === undefined ? 'folder' : 'script',
    folder,
    nodeVersion: process.versions.node,
    ...start,
  };
}

/** Reads how an app starts: `npm start` if that is `node …`, else its main file. */
export function startOf(manifest: Manifest | undefined, env: Environment): Start {
  const none = { script: undefined, args: [], execArgv: [], env };
  if (manifest === undefined) return none;
  const { scripts, main, folder } = manifest;
  const words = splitNodeOptions(scripts.start ?? '');
  const command = words.findIndex(word => !/^\w+=/.test(word));
  if (/^node(\.exe)?$/.test(words[command] ?? '')) {
    const { script, ...rest } = parseCommandLine(words.slice(command));
    const own = Object.fromEntries(words.slice(0, command).map(word => splitOnce(word)));
    return { script: script && path.resolve(folder, script), ...rest, env: { ...env, ...own } };
  }
  const file = [main, 'index.js', 'server.js', 'app.js']
    .map(name => name && path.resolve(folder, name))
    .find(name => name !== undefined && existsSync(name));
  return { ...none, script: file };
}

function splitOnce(word: string): [name: string, value: string] {
  const at = word.indexOf('=');
  return [word.slice(0, at), word.slice(at + 1)];
}
