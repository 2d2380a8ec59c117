import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Inbox } from '../../inbox';
import { MalformedError } from '../../wire/malformed-error';
import { isWide } from '../as-utf8';
import { beginningOf } from '../file-stream';
import { isGzip } from '../is-gzip';
import type { TakenFile } from '../take-stream';
import { blockBytesOf } from './block-lines';
import { JoinedBlocks } from './joined-blocks';
import { type Part, SHARED, type ThreadData, type ThreadMessage } from './messages';

/** The threads' script in dist/; undefined where the sources run, as in tests. */
export const THREAD_FILE = builtFile(path.join(__dirname, 'cli-file-thread.js'));

/** The main thread takes their results in, a twentieth of the work: more of them would wait for it, and hold more blocks. */
const MAX_THREADS = 4;

export interface LargeFile {
  readonly file: string;
  readonly bytes: number;
  readonly threadFile: string;
  readonly threads?: number;
}

/**
 * Takes in a file that threads read, a block of lines at a time; a single thread reads what is no plain lines. Rejects as
 * `takeStream` does, and with errors of the file system.
 */
export async function takeInThreads(large: LargeFile, inbox: Inbox): Promise<TakenFile> {
  const beginning = await beginningOf(large.file);
  const mayBeLines = !isGzip(beginning) && !isWide(beginning);
  return (mayBeLines ? await takeLines(large, inbox) : undefined) ?? takeWhole(large, inbox);
}

/** Takes in a file's blocks in their order; undefined, with nothing taken in, if the file is no lines. */
function takeLines(large: LargeFile, inbox: Inbox): Promise<TakenFile | undefined> {
  const blockBytes = blockBytesOf(large.bytes);
  const blocks = Math.ceil(large.bytes / blockBytes);
  const threads = Math.min(blocks, large.threads ?? Math.min(MAX_THREADS, availableParallelism()));
  const joined = new JoinedBlocks(blocks, part => takePart(part, inbox));
  return withThreads({ ...large, threads, blockBytes, blocks }, inbox.segmentLimits, (message, takenIn) => {
    if ('isNoLines' in message) return { result: undefined };
    if (!('block' in message)) return undefined;
    takenIn(joined.add(message));
    return joined.taken && { result: joined.taken };
  });
}

function takeWhole(large: LargeFile, inbox: Inbox): Promise<TakenFile> {
  const reading = { ...large, threads: 1, blockBytes: undefined, blocks: 0 };
  return withThreads(reading, inbox.segmentLimits, (message, takenIn) => {
    if ('taken' in message) return { result: message.taken };
    if (!('part' in message)) return undefined;
    takePart(message.part, inbox);
    takenIn(1);
    return undefined;
  });
}

function takePart(part: Part, inbox: Inbox): void {
  if ('segment' in part) inbox.takeSegment(part.segment);
  else for (const [signal, request] of part.piece) inbox.takeChecked(signal, request);
}

type Reading = Required<LargeFile> & Pick<ThreadData, 'blockBytes' | 'blocks'>;

/** Gets messages, and says how much more was taken in; returns the result once there is one. */
type Receive<Result> = (
  message: ThreadMessage,
  takenIn: (count: number) => void,
) => { readonly result: Result } | undefined;

/** Runs threads that read a file until there is a result. */
async function withThreads<Result>(
  { file, threadFile, threads, blockBytes, blocks }: Reading,
  segmentLimits: Inbox['segmentLimits'],
  receive: Receive<Result>,
): Promise<Result> {
  const numbers = new Int32Array(new SharedArrayBuffer(4 * SHARED.count));
  const data: ThreadData = { file, segmentLimits, blockBytes, blocks, shared: numbers.buffer };
  const workers = Array.from(
    { length: threads },
    () => new Worker(threadFile, { workerData: data, execArgv: [], env: {} }),
  );
  const takenIn = (count: number) => {
    Atomics.add(numbers, SHARED.takenIn, count);
    Atomics.notify(numbers, SHARED.takenIn);
  };
  let running = threads;
  let isRead = false;
  try {
    return await new Promise((resolve, reject) => {
      for (const worker of workers) {
        worker.on('message', (message: ThreadMessage) => {
          if ('failure' in message) return reject(errorOf(message.failure));
          const done = receive(message, takenIn);
          if (done === undefined) return;
          isRead = done.result !== undefined;
          resolve(done.result);
        });
        worker.on('error', reject);
        worker.on('exit', () => {
          if (--running === 0) reject(new Error('its threads have ended'));
        });
      }
    });
  } finally {
    // Nobody waits for a thread's end: in Node 20 it may never come (REST_MS in file-thread.ts).
    for (const worker of workers) {
      worker.unref();
      if (!isRead) void worker.terminate();
    }
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
