import type { Transport } from '../types';

/** Writes each batch to stdout and ends it with a line break: the console exporter, and OTLP JSON lines ("otlp/stdout"). */
export function createConsoleTransport(): Transport {
  return {
    send: batch =>
      new Promise(resolve => {
        const { body } = batch;
        const isEnded = body[body.length - 1] === 0x0a;
        process.stdout.write(isEnded ? body : Buffer.concat([body, Buffer.from('\n')]), error => {
          // EPIPE: who read the lines has gone, and the process may well go on.
          resolve(error ? { kind: 'permanent', reason: error.message } : { kind: 'sent' });
        });
      }),
    close() {},
  };
}
