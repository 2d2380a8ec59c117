import { lineHandshake } from '../process/shake-hands';
import type { Server } from './service';

/** Redis that keeps nothing on disk. */
export const redis: Server = {
  name: 'redis',
  variable: 'TEST_REDIS_URL',
  programs: ['redis-server'],
  debianPackages: ['redis-server'],
  composePort: 6379,
  accounts: ['redis', 'nobody'],
  handshake: lineHandshake('PING', '+PONG'),
  url: (host, port) => `redis://${host}:${port}`,
  steps: ({ programs, folder, host, port }) => [
    {
      program: programs['redis-server']!,
      args: ['--bind', host, '--port', String(port), '--dir', folder, '--save', '', '--appendonly', 'no'],
      answers: { host, port, handshake: redis.handshake },
    },
  ],
};
