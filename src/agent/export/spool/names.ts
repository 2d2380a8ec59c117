/*
 * The spool of a user, below the folder that OTEL_AGENT_SPOOL names, or the temporary one:
 *
 *     otel-agent-1000/
 *       spool/
 *         LANE-CREATED-UNIQUE-BYTES-ITEMS.batches    closed and free: any thread that sends there may claim it
 *         LANE-CREATED-UNIQUE.open                   being written by a process that ends
 *         held-PLACE-PID-START-THREAD-RANDOM/        of a thread, as long as it lives
 *           LANE-CREATED-UNIQUE.open                 being written
 *           LANE-CREATED-UNIQUE-BYTES-ITEMS.batches  closed or claimed, and still to be delivered by this thread
 *         damaged/                                   set aside
 *
 * A claim is a rename from `spool/` into the thread's own folder. Names tell size, age and items, so that a look at the
 * folders is enough to keep the bound and to count dropped items.
 */

/** File of batches for a destination, as its name tells it. */
export interface FileName {
  /** Destination and signal, as 16 hexadecimal digits. */
  readonly lane: string;
  /** Milliseconds since 1970. */
  readonly createdMs: number;
  /** Tells files apart that are alike in all else. */
  readonly unique: string;
  /** Undefined for a file that is being written, and in its place 0 where the writer has not lived to tell. */
  readonly closed: { readonly bytes: number; readonly items: number } | undefined;
}

const NAME = /^([0-9a-f]{16})-([0-9a-z]+)-([0-9a-z]+)(?:-(\d+)-(\d+)\.batches|\.open)$/;

/** Names a file of batches; `.open` while it is written, with its bytes and items once it is closed. */
export function fileName({ lane, createdMs, unique, closed }: FileName): string {
  const stem = `${lane}-${createdMs.toString(36)}-${unique}`;
  return closed === undefined ? `${stem}.open` : `${stem}-${closed.bytes}-${closed.items}.batches`;
}

/** Undefined for a name that is none of ours. */
export function readFileName(name: string): FileName | undefined {
  const [, lane, created, unique, bytes, items] = NAME.exec(name) ?? [];
  if (lane === undefined) return undefined;
  return {
    lane,
    createdMs: Number.parseInt(created!, 36),
    unique: unique!,
    closed: bytes === undefined ? undefined : { bytes: Number(bytes), items: Number(items) },
  };
}

/** Thread that holds files. */
export interface Owner {
  /** Machine, its start and its namespace of process ids: only there a pid says who lives. */
  readonly place: string;
  readonly pid: number;
  /** Start of the process, as the system counts it: pids are used again. */
  readonly start: string;
  /** 0 for the main thread. */
  readonly thread: number;
  readonly random: string;
}

/** Names the folder of a thread that holds files. */
export function ownerName({ place, pid, start, thread, random }: Owner): string {
  return `held-${place}-${pid}-${start}-${thread}-${random}`;
}

/** Undefined for a name that is none of ours. */
export function readOwnerName(name: string): Owner | undefined {
  const [, place, pid, start, thread, random] = OWNER.exec(name) ?? [];
  if (place === undefined) return undefined;
  return { place, pid: Number(pid), start: start!, thread: Number(thread), random: random! };
}

const OWNER = /^held-([0-9a-f]+)-(\d+)-(\d+)-(\d+)-([0-9a-f]+)$/;

/** Name of the folder for files that cannot be read. */
export const DAMAGED_FOLDER = 'damaged';

/** True for names of folders beside the free files. */
export function isFolderName(name: string): boolean {
  return name === DAMAGED_FOLDER || readOwnerName(name) !== undefined;
}
