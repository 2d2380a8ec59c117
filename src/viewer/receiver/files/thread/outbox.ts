import type { Signal } from '../../check-request';
import type { RequestTaker } from '../../inbox';
import type { SegmentLimits } from '../../store/segment-parts';
import { checkScopes } from '../../wire/scopes';
import { SpanLines } from '../span-lines/span-lines';
import type { Part } from './messages';

/** Size of a piece: a request of many small ones would be a message each. */
const PIECE_BYTES = 2 ** 19;

/** Makes parts of a file's requests and lines. */
export class Outbox implements RequestTaker {
  readonly #tell: (part: Part) => void;
  readonly #spanLines: SpanLines;
  #requests: [Signal, Uint8Array<ArrayBuffer>][] = [];
  #bytes = 0;

  /** `tell` gets each part once it is full. */
  constructor(limits: SegmentLimits, tell: (part: Part) => void) {
    this.#tell = tell;
    this.#spanLines = new SpanLines(limits, segment => tell({ segment }));
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

  /** Tells the parts that are not full, too. */
  flush(): void {
    this.#flushRequests();
    this.#spanLines.flush();
  }

  #flushRequests(): void {
    if (this.#requests.length === 0) return;
    const piece = this.#requests;
    this.#requests = [];
    this.#bytes = 0;
    this.#tell({ piece });
  }
}

/** A request whose buffer holds nothing else, so that it can be handed over. */
function ownBuffer(request: Uint8Array): Uint8Array<ArrayBuffer> {
  const isOwn = request.buffer instanceof ArrayBuffer && request.byteLength === request.buffer.byteLength;
  return isOwn ? (request as Uint8Array<ArrayBuffer>) : Uint8Array.from(request);
}
