import path from 'node:path';

import type { Server } from './service';

/** NATS with JetStream, made from its Go module. */
export const nats: Server = {
  name: 'nats',
  variable: 'TEST_NATS_URL',
  build: {
    name: 'nats',
    tool: 'go',
    sources: path.join(__dirname, '..', 'go', 'nats'),
    command: [
      'go',
      'build',
      '-trimpath',
      '-ldflags=-s -w',
      '-o',
      'nats',
      'github.com/nats-io/nats-server/v2',
    ],
  },
  composePort: 4222,
  // Root's cache folder is closed to others.
  accounts: [],
  // The server speaks first.
  handshake: { answered: reply => reply.toString('latin1').startsWith('INFO ') },
  url: (host, port) => `nats://${host}:${port}`,
  steps: ({ programs, folder, host, port }) => [
    {
      program: programs.nats!,
      args: ['--addr', host, '--port', String(port), '--jetstream', '--store_dir', folder],
      answers: { host, port, handshake: nats.handshake },
      // Otherwise it waits for its clients.
      stopSignal: 'SIGKILL',
    },
  ],
};
