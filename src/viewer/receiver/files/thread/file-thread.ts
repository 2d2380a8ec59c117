import { parentPort, workerData } from 'node:worker_threads';
import type { Signal } from '../../check-request';
import type { RequestTaker } from '../../inbox';
import type { SegmentLimits } from '../../store/segment-parts';
import { checkScopes } from '../../wire/scopes';
import { streamOf } from '../file-stream';
import { SpanLines } from '../span-lines/span-lines';
import { takeStream } from '../take-stream';
import type { ThreadData, ThreadMessage } from './messages';

/* Script of the thread that reads a large file: its requests go to the main thread in pieces, which keeps them. */

/** Pieces that may be under way, and the size of each: a request of many small ones would be a message each. */
const MAX_UNDER_WAY = 4;
const PIECE_BYTES = 2 ** 19;

class Outbox implements RequestTaker {
  readonly #underWay: Int32Array;
  readonly #spanLines: SpanLines;
  #requests: [Signal, Uint8Array<ArrayBuffer>][] = [];
  #bytes = 0;

  constructor(underWay: SharedArrayBuffer, limits: SegmentLimits) {
    this.#underWay = new Int32Array(underWay);
    this.#spanLines = new SpanLines(limits, segment => this.#send({ segment }, buffersIn(segment)));
  }

  takeLine(line: Buffer): boolean {
    return this.#spanLines.take(line);
  }

  take(signal: Signal, request: Uint8Array): void {
    // Readers of files write nothing malformed: a full check would be a fifth of this thread's work.
    checkScopes(request);
    this.#requests.push([signal, ownBuffer(request)]);
    this.#bytes += request.length;
    if (this.#bytes >= PIECE_BYTES) this.#flushRequests();
  }

  flush(): void {
    this.#flushRequests();
    this.#spanLines.flush();
  }

  #flushRequests(): void {
    const piece = this.#requests;
    this.#requests = [];
    this.#bytes = 0;
    this.#send(
      { piece },
      piece.map(([, request]) => request.buffer),
    );
  }

  #send(message: ThreadMessage, transferred: ArrayBuffer[]): void {
    for (;;) {
      const count = Atomics.load(this.#underWay, 0);
      if (count < MAX_UNDER_WAY) break;
      Atomics.wait(this.#underWay, 0, count);
    }
    Atomics.add(this.#underWay, 0, 1);
    tell(message, transferred);
  }
}

/** Buffers of all columns in a value. */
function buffersIn(value: unknown): ArrayBuffer[] {
  if (ArrayBuffer.isView(value)) return [value.buffer as ArrayBuffer];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(buffersIn) : [];
}

/** A request whose buffer holds nothing else, so that it can be handed over. */
function ownBuffer(request: Uint8Array): Uint8Array<ArrayBuffer> {
  const isOwn = request.buffer instanceof ArrayBuffer && request.byteLength === request.buffer.byteLength;
  return isOwn ? (request as Uint8Array<ArrayBuffer>) : Uint8Array.from(request);
}

function tell(message: ThreadMessage, transferred: ArrayBuffer[] = []): void {
  parentPort!.postMessage(message, transferred);
}

async function run({ file, underWay, segmentLimits }: ThreadData): Promise<void> {
  const outbox = new Outbox(underWay, segmentLimits);
  try {
    const taken = await takeStream(await streamOf(file), outbox);
    outbox.flush();
    tell({ taken });
  } catch (error) {
    outbox.flush();
    const { name, message, code } = error as NodeJS.ErrnoException;
    tell({ failure: { name, message, ...(code !== undefined && { code }) } });
  }
}

void run(workerData);
