import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Passes connections to a port of loopback on to a server; other people's tests look for it at its usual port. */
export async function forwardPort(
  port: number,
  target: { host: string; port: number },
): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>();
  const keep = (socket: Socket) => {
    sockets.add(socket.setNoDelay(true).on('close', () => sockets.delete(socket)));
  };
  const server = createServer(incoming => {
    const outgoing = connect(target);
    keep(incoming);
    keep(outgoing);
    incoming.on('error', () => outgoing.destroy()).pipe(outgoing);
    outgoing.on('error', () => incoming.destroy()).pipe(incoming);
  });
  // "localhost" may mean either family.
  server.listen({ port, host: '::', ipv6Only: false });
  await once(server, 'listening');
  return async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  };
}
