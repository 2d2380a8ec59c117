import net, { type AddressInfo, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Faults of a connection: nothing is passed on or answered; cut in the middle of a request, or of its reply; a reply that
 * comes late.
 */
export type RelayMode = 'pass' | 'hang' | 'cut the request' | 'cut the reply' | 'slow';

/** TCP relay in front of a receiver, whose connections fail as it is told. */
export interface Relay {
  readonly port: number;
  mode: RelayMode;
  close(): void;
}

/** Bytes of a request that pass before it is cut: its head, and the beginning of its body. */
const PASSED_BYTES = 2000;
const SLOW_MS = 2000;

/** Starts a relay to a port of this machine. */
export async function startRelay(target: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  const state: { mode: RelayMode } = { mode: 'pass' };
  const server = net.createServer(client => {
    const upstream = net.connect(target, '127.0.0.1');
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => {
        sockets.delete(socket);
        other.destroy();
      });
    }
    const cut = () => {
      client.resetAndDestroy();
      upstream.destroy();
    };
    let asked = 0;
    client.on('data', (bytes: Buffer) => {
      if (state.mode === 'hang') return;
      if (state.mode === 'cut the request') {
        asked += bytes.length;
        if (asked >= PASSED_BYTES) {
          upstream.write(bytes.subarray(0, PASSED_BYTES), cut);
          return;
        }
      } else asked = 0;
      upstream.write(bytes);
    });
    upstream.on('data', async (bytes: Buffer) => {
      if (state.mode === 'hang') return;
      if (state.mode === 'slow') await delay(SLOW_MS);
      // A greeting of HTTP/2 is no reply.
      const isReply = state.mode === 'cut the reply' && asked === 0 && client.bytesRead > PASSED_BYTES;
      if (isReply) client.write(bytes.subarray(0, bytes.length / 2), cut);
      else client.write(bytes);
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(state, {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  });
}
