import { constants, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs';
import { endianness } from 'node:os';

/** Highest descriptor to look at: Node opens its own pipes first. */
const MAX_DESCRIPTOR = 64;
const BUFFER_BYTES = 4096;

/**
 * Finds the first of `numbers` that was caught but not delivered because the event loop stands still: libuv keeps such
 * signals in a pipe to itself. Call it only where no turn of the loop follows, since it takes the signals out of the
 * pipe. Undefined if there is none, and on systems without /proc.
 */
export function pendingSignal(numbers: ReadonlySet<number>): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return pipesToItself()
      .flatMap(readSignals)
      .find(number => numbers.has(number));
  } catch {
    return undefined; // /proc is not mounted, or no descriptor is left to read it.
  }
}

/** Finds non-blocking read ends of pipes whose other end this process holds as well. */
function pipesToItself(): number[] {
  const ends = new Map<string, number[]>();
  for (const descriptor of readdirSync('/proc/self/fd').map(Number)) {
    if (descriptor > MAX_DESCRIPTOR) continue;
    const target = linkOf(descriptor);
    if (target.startsWith('pipe:')) ends.set(target, [...(ends.get(target) ?? []), descriptor]);
  }
  const pairs = [...ends.values()].filter(descriptors => descriptors.length > 1);
  return pairs.flat().filter(isReadWithoutBlocking);
}

function linkOf(descriptor: number): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`);
  } catch {
    return ''; // The descriptor by which the folder itself was read.
  }
}

function isReadWithoutBlocking(descriptor: number): boolean {
  const [, octal = '0'] =
    /^flags:\s+(\d+)/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1')) ?? [];
  const flags = Number.parseInt(octal, 8);
  const isReadOnly = (flags & (constants.O_WRONLY | constants.O_RDWR)) === 0;
  return isReadOnly && (flags & constants.O_NONBLOCK) !== 0;
}

/** Reads messages of libuv (`uv__signal_msg_t`): a pointer, then the number as a 32-bit integer, padded to pointers. */
function readSignals(descriptor: number): number[] {
  const pointerBytes = ['arm', 'ia32', 'mips', 'mipsel'].includes(process.arch) ? 4 : 8;
  const buffer = Buffer.alloc(BUFFER_BYTES);
  const length = readOrNothing(descriptor, buffer);
  const signals: number[] = [];
  for (let at = pointerBytes; at + 4 <= length; at += 2 * pointerBytes)
    signals.push(endianness() === 'LE' ? buffer.readInt32LE(at) : buffer.readInt32BE(at));
  return signals;
}

function readOrNothing(descriptor: number, buffer: Buffer): number {
  try {
    return readSync(descriptor, buffer);
  } catch {
    return 0; // EAGAIN: the pipe is empty.
  }
}
