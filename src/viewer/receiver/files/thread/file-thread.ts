import { openSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { withoutMark } from '../as-utf8';
import { streamOf } from '../file-stream';
import { isBlank } from '../read-lines';
import { takeLine, takeStream } from '../take-stream';
import { BlockLines } from './block-lines';
import { type Part, SHARED, type TakenBlock, type ThreadData, type ThreadMessage } from './messages';
import { Outbox } from './outbox';

/* Script of the threads that read a large file: its contents go to the main thread, which keeps them. */

/** Blocks, and parts of a file without, that may be told and not yet taken in. */
const BLOCKS_AHEAD = 8;
const PARTS_AHEAD = 4;

const { file, segmentLimits, blockBytes, blocks, shared } = workerData as ThreadData;
const numbers = new Int32Array(shared);

/** Takes blocks as long as there are any: which thread takes which changes nothing, since they are told by number. */
function readBlocks(lines: BlockLines): void {
  let parts: Part[] = [];
  const outbox = new Outbox(segmentLimits, part => parts.push(part));
  for (;;) {
    const block = Atomics.add(numbers, SHARED.nextBlock, 1);
    if (block >= blocks) return;
    waitFor(block - BLOCKS_AHEAD);
    const taken = takeBlock(lines, block, outbox);
    outbox.flush();
    if (taken === undefined) tell({ isNoLines: true });
    else tell({ block, parts, taken }, buffersIn(parts));
    parts = [];
  }
}

/** Takes in the lines of a block; undefined if the first line of the file is in no format, as where it is a single text. */
function takeBlock(lines: BlockLines, block: number, outbox: Outbox): TakenBlock | undefined {
  const taken = { format: undefined, badLines: 0, firstBadLine: 0, lines: 0 } as TakenBlock & {
    lines: number;
  };
  for (const line of lines.of(block)) {
    const text = block === 0 && taken.lines === 0 ? withoutMark(line) : line;
    taken.lines++;
    if (isBlank(text)) continue;
    const format = atOnce(takeLine(text, outbox));
    if (format !== undefined) taken.format = format;
    else if (block === 0 && taken.format === undefined) return undefined;
    else {
      taken.badLines++;
      taken.firstBadLine ||= taken.lines;
    }
  }
  return block === 0 && taken.format === undefined ? undefined : taken;
}

function atOnce<Result>(steps: Generator<void, Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Reads a file that is no plain lines, from end to end. */
async function readWhole(): Promise<void> {
  let told = 0;
  const outbox = new Outbox(segmentLimits, part => {
    waitFor(++told - PARTS_AHEAD);
    tell({ part }, buffersIn(part));
  });
  try {
    const taken = await takeStream(await streamOf(file), outbox);
    outbox.flush();
    tell({ taken });
  } catch (error) {
    outbox.flush();
    throw error;
  }
}

/** Waits until so many blocks or parts have been taken in. */
function waitFor(count: number): void {
  for (;;) {
    const takenIn = Atomics.load(numbers, SHARED.takenIn);
    if (takenIn >= count) return;
    Atomics.wait(numbers, SHARED.takenIn, takenIn);
  }
}

/** Buffers of all columns in a value. */
function buffersIn(value: unknown): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return [value.buffer as ArrayBuffer];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(buffersIn) : [];
}

function tell(message: ThreadMessage, transferred: ArrayBuffer[] = []): void {
  parentPort!.postMessage(message, transferred);
}

async function run(): Promise<void> {
  try {
    if (blockBytes === undefined) await readWhole();
    else readBlocks(new BlockLines(openSync(file, 'r'), blockBytes));
  } catch (error) {
    const { name, message, code } = error as NodeJS.ErrnoException;
    tell({ failure: { name, message, ...(code !== undefined && { code }) } });
  }
  setTimeout(() => {}, REST_MS);
}

/**
 * A thread rests before it ends: one that ends while V8 compiles for it in the background may wait for that for ever, and
 * so does each thread that ends after it (Node 20, nodejs/node#54918).
 */
const REST_MS = 1000;

void run();
