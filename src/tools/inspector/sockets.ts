import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** TCP socket of a process. */
export interface Socket {
  readonly isLoopback: boolean;
  readonly port: number;
  readonly isListening: boolean;
  /** False as soon as the other side has closed the connection. */
  readonly isConnected: boolean;
}

/** Lists the TCP sockets that a process holds, by their inodes; undefined without /proc. */
export function socketsOf(pid: number): ReadonlyMap<string, Socket> | undefined {
  try {
    const inodes = inodesOf(pid);
    const all = ['tcp', 'tcp6'].flatMap(table => readTable(`/proc/${pid}/net/${table}`));
    return new Map(all.filter(([inode]) => inodes.has(inode)));
  } catch {
    return undefined;
  }
}

/** Finds the process that listens on a port of this machine, among those that this user may look at. */
export function listenerOn(port: number): number | undefined {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  const isIts = (pid: string) =>
    [...(socketsOf(Number(pid))?.values() ?? [])].some(socket => socket.isListening && socket.port === port);
  const found = pids.find(isIts);
  return found === undefined ? undefined : Number(found);
}

function inodesOf(pid: number): Set<string> {
  const inodes = new Set<string>();
  for (const descriptor of readdirSync(`/proc/${pid}/fd`)) {
    try {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${descriptor}`))?.[1];
      if (inode !== undefined) inodes.add(inode);
    } catch {
      // Closed by now.
    }
  }
  return inodes;
}

/** Reads a table of the kernel: local address and port as hexadecimal digits, state, and more (proc_net_tcp). */
function readTable(file: string): [inode: string, socket: Socket][] {
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map(line => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    const [address = '', port = ''] = local.split(':');
    const isLoopback = address.length === 8 ? address.endsWith('7F') : LOOPBACK_6.test(address);
    const isListening = state === LISTEN;
    const isConnected = state === ESTABLISHED;
    return [inode, { isLoopback, port: Number.parseInt(port, 16), isListening, isConnected }];
  });
}

/** States of a TCP socket (include/net/tcp_states.h of Linux). */
const ESTABLISHED = '01';
const LISTEN = '0A';

/** ::1, and 127.0.0.0/8 within IPv6, in words of four bytes each in the order of this machine. */
const LOOPBACK_6 = /^(0{24}01000000|0{16}FFFF0000.{6}7F)$/;
