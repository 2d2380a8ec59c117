import { existsSync } from 'node:fs';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Inbox } from '../../inbox';
import { MalformedError } from '../../wire/malformed-error';
import type { TakenFile } from '../take-stream';
import type { ThreadData, ThreadMessage } from './messages';

/** The thread's script in dist/; undefined where the sources run, as in tests. */
export const THREAD_FILE = builtFile(path.join(__dirname, 'cli-file-thread.js'));

/**
 * Takes in a file that a thread reads: two thirds of the work are JSON, which becomes checked requests there. Rejects as
 * `takeStream` does, and with errors of the file system.
 */
export async function takeInThread(file: string, inbox: Inbox): Promise<TakenFile> {
  const underWay = new SharedArrayBuffer(4);
  const data: ThreadData = { file, underWay, segmentLimits: inbox.segmentLimits };
  const worker = new Worker(THREAD_FILE!, { workerData: data, execArgv: [], env: {} });
  try {
    return await new Promise((resolve, reject) => {
      worker.on('message', (message: ThreadMessage) => {
        if ('taken' in message) resolve(message.taken);
        else if ('failure' in message) reject(errorOf(message.failure));
        else {
          if ('segment' in message) inbox.takeSegment(message.segment);
          else for (const [signal, request] of message.piece) inbox.takeChecked(signal, request);
          Atomics.sub(new Int32Array(underWay), 0, 1);
          Atomics.notify(new Int32Array(underWay), 0);
        }
      });
      worker.on('error', reject);
      worker.on('exit', () => reject(new Error('its thread has ended')));
    });
  } finally {
    await worker.terminate();
  }
}

function errorOf({ name, message, code }: { name: string; message: string; code?: string }): Error {
  return name === 'MalformedError'
    ? new MalformedError(message)
    : Object.assign(new Error(message), { code });
}

function builtFile(file: string): string | undefined {
  return existsSync(file) ? file : undefined;
}
