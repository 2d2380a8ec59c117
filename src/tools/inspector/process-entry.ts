import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Process as /proc shows it. */
export interface ProcessEntry {
  /** Process id within its own namespace. */
  readonly ownPid: number;
  /** Effective user. */
  readonly uid: number;
  /** `R`, `S`, `T` (stopped), `Z` (has ended) and others: proc(5). */
  readonly state: string;
  /** File that it runs; undefined if another user's. */
  readonly program: string | undefined;
  readonly threads: readonly string[];
  /** Words of the command line and of NODE_OPTIONS up to the script. */
  readonly flags: readonly string[];
  readonly catchesSigusr1: boolean;
  /** True if its 127.0.0.1 is not ours. */
  readonly hasOwnNetwork: boolean;
}

/** Reads a process from /proc; undefined if there is none. */
export function readProcess(pid: number): ProcessEntry | undefined {
  const folder = `/proc/${pid}`;
  const status = attempt(() => readFileSync(`${folder}/status`, 'utf8'));
  if (status === undefined) return undefined;
  const field = (name: string) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1]?.split(/\s+/) ?? [];
  const network = attempt(() => readlinkSync(`${folder}/ns/net`));
  return {
    ownPid: Number(field('NSpid').at(-1) ?? pid),
    uid: Number(field('Uid')[1]),
    state: field('State')[0] ?? '',
    program: attempt(() => readlinkSync(`${folder}/exe`)),
    threads: threadsOf(folder),
    flags: [...nodeOptionsOf(folder), ...nodeFlagsOf(folder)],
    catchesSigusr1: (BigInt(`0x${field('SigCgt')[0] ?? 0}`) & SIGUSR1) !== 0n,
    hasOwnNetwork: network !== undefined && network !== attempt(() => readlinkSync('/proc/self/ns/net')),
  };
}

/** Bit of SIGUSR1, number 10 on Linux. */
const SIGUSR1 = 1n << 9n;

function threadsOf(folder: string): string[] {
  const ids = attempt(() => readdirSync(`${folder}/task`)) ?? [];
  return ids.map(id => attempt(() => readFileSync(`${folder}/task/${id}/comm`, 'utf8').trim()) ?? '');
}

/** Flags of the command line: those before the script. */
function nodeFlagsOf(folder: string): string[] {
  const [, ...words] = (attempt(() => readFileSync(`${folder}/cmdline`, 'utf8')) ?? '').split('\0');
  const end = words.findIndex(
    (word, index) => !word.startsWith('-') && !/^--(inspect|debug)-port$/.test(words[index - 1] ?? ''),
  );
  return end === -1 ? words : words.slice(0, end);
}

function nodeOptionsOf(folder: string): string[] {
  const environment = attempt(() => readFileSync(`${folder}/environ`, 'utf8')) ?? '';
  const entry = environment.split('\0').find(each => each.startsWith('NODE_OPTIONS='));
  return entry === undefined ? [] : entry.slice('NODE_OPTIONS='.length).split(/\s+/);
}

function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined; // Gone by now, or another user's.
  }
}
