import { lineHandshake } from '../process/shake-hands';
import type { Server } from './service';

/** memcached, text and binary protocol. */
export const memcached: Server = {
  name: 'memcached',
  variable: 'TEST_MEMCACHED_URL',
  programs: ['memcached'],
  debianPackages: ['memcached'],
  composePort: 11211,
  accounts: ['memcache', 'nobody'],
  handshake: lineHandshake('version', 'VERSION'),
  url: (host, port) => `memcached://${host}:${port}`,
  steps: ({ programs, host, port }) => [
    {
      program: programs.memcached!,
      args: [`--listen=${host}`, `--port=${port}`, '--udp-port=0', '--memory-limit=16', '--threads=1'],
      answers: { host, port, handshake: memcached.handshake },
    },
  ],
};
