import { createServer } from 'node:net';

/*
 * Ports come from below the range that the kernel gives to outgoing connections (32768 and up on Linux, 49152 and
 * up elsewhere). So nothing takes a port while its server is down for a moment, and a client that knocks meanwhile
 * is refused: inside that range a connection to a closed port can get the same number at its own end and connect
 * to itself. Each process walks through a stretch of its own, so that jest's workers keep out of each other's way.
 */
const FIRST_PORT = 20_000;
const STRETCH = 60;
const STRETCHES = 200;
const start = FIRST_PORT + (process.pid % STRETCHES) * STRETCH;
let next = 0;

/** A loopback TCP port that nobody listens on. */
export async function findFreePort(): Promise<number> {
  for (let tries = 0; tries < STRETCH * STRETCHES; tries++) {
    const port = FIRST_PORT + ((start - FIRST_PORT + next++) % (STRETCH * STRETCHES));
    if (await isFree(port)) return port;
  }
  throw new Error(`no free port from ${FIRST_PORT} to ${FIRST_PORT + STRETCH * STRETCHES - 1}`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)));
  });
}
