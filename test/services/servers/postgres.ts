import { readdirSync } from 'node:fs';
import path from 'node:path';
import type { Handshake } from '../process/shake-hands';
import type { Server } from './service';

/** PostgreSQL with user and database `postgres`, no password asked for on loopback. */
export const postgres: Server = {
  name: 'postgres',
  variable: 'TEST_POSTGRES_URL',
  programs: ['postgres', 'initdb'],
  folders: debianFolders,
  debianPackages: ['postgresql'],
  composePort: 5432,
  accounts: ['postgres', 'nobody'],
  handshake: startupHandshake(),
  url: (host, port) => `postgres://postgres:postgres@${host}:${port}/postgres`,
  steps: ({ programs, folder, host, port }) => {
    const data = path.join(folder, 'data');
    return [
      {
        program: programs.initdb!,
        args: [
          '--pgdata',
          data,
          '--username=postgres',
          '--auth=trust',
          '--encoding=UTF8',
          '--locale=C',
          '--no-sync',
        ],
      },
      {
        program: programs.postgres!,
        args: ['-D', data, '-p', String(port), ...settings({ listen_addresses: host })],
        answers: { host, port, handshake: postgres.handshake },
        // Fast shutdown. Killed outright it would leave its shared memory segment behind.
        stopSignal: 'SIGINT',
      },
    ];
  },
};

// Debian keeps them off PATH, one folder a major version.
function debianFolders(): string[] {
  const root = '/usr/lib/postgresql';
  try {
    const versions = readdirSync(root).sort((a, b) => Number(b) - Number(a));
    return versions.map(version => path.join(root, version, 'bin'));
  } catch {
    return [];
  }
}

// The data lives for one test run: nothing has to survive a crash.
function settings(more: Record<string, string>): string[] {
  const all = {
    unix_socket_directories: '',
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    ...more,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

// StartupMessage, protocol 3.0; "R" is an authentication request, "E" comes while the server still starts.
function startupHandshake(): Handshake {
  const body = Buffer.from('\0\x03\0\0user\0postgres\0database\0postgres\0\0', 'latin1');
  const length = Buffer.alloc(4);
  length.writeInt32BE(body.length + 4);
  return { send: Buffer.concat([length, body]), answered: reply => reply[0] === 0x52 };
}
