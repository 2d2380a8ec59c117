import { connect } from 'node:net';

/** The first words of a protocol: what to send, if the client speaks first, and how the server's readiness shows. */
export interface Handshake {
  readonly send?: Buffer;
  answered(reply: Buffer): boolean;
}

/** Connects and says the first words; false when nobody listens, or the answer is wrong or late. Never rejects. */
export function shakeHands(
  address: { host: string; port: number },
  handshake: Handshake,
  timeoutMs = 2_000,
): Promise<boolean> {
  return new Promise(resolve => {
    let reply = Buffer.alloc(0);
    const socket = connect(address);
    const end = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket.setTimeout(timeoutMs, () => end(false));
    socket.on('error', () => end(false));
    socket.on('close', () => end(false));
    socket.on('connect', () => {
      if (handshake.send) socket.write(handshake.send);
    });
    socket.on('data', (data: Buffer) => {
      reply = Buffer.concat([reply, data]);
      if (handshake.answered(reply)) end(true);
    });
  });
}

/** Text protocols: a line out, and the beginning of the line that has to come back. */
export function lineHandshake(line: string, expected: string): Handshake {
  return {
    send: Buffer.from(line + '\r\n'),
    answered: reply => reply.toString('latin1').startsWith(expected),
  };
}
