import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startChild } from './child.mjs';

const file = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'backend', 'backend.mjs');

/** Starts what measured processes talk to. @param {string} node path of the binary */
export async function startBackend(node) {
  const child = await startChild(file, { node });
  const tell = async (command, options) => {
    const { result, error } = await child.ask({ command, ...options });
    if (error !== undefined) throw new Error(`bench: ${command}: ${error}`);
    return result;
  };
  return {
    ports: child.ready,
    /** Returns the traffic since the last call: requests, spans and bytes by path. */
    counts: () => tell('counts'),
    /** Connects to a server; there is one load at a time. @param {{ port: number, paths: string[], connections: number }} options */
    async openLoad(options) {
      await tell('open', options);
      return {
        run: count => tell('run', { count }),
        /** Nothing is sent until the next run; the connections stay. */
        rest: () => tell('rest'),
        close: () => tell('close'),
      };
    },
    stop: child.stop,
  };
}
