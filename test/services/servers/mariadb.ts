import { writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Server } from './service';

const SET_UP = [
  'CREATE DATABASE test;',
  "CREATE USER 'test'@'%' IDENTIFIED BY 'test';",
  "GRANT ALL ON *.* TO 'test'@'%';",
];

/** MariaDB with user, password and database `test`. */
export const mariadb: Server = {
  name: 'mariadb',
  variable: 'TEST_MARIADB_URL',
  programs: ['mariadbd', 'mariadb-install-db'],
  folders: () => ['/usr/sbin'],
  debianPackages: ['mariadb-server'],
  composePort: 3306,
  accounts: ['mysql', 'nobody'],
  // The server speaks first: length, sequence number, then protocol version 10, or 0xff and an error.
  handshake: { answered: reply => reply.length > 4 && reply[4] === 10 },
  url: (host, port) => `mysql://test:test@${host}:${port}/test`,
  steps: ({ programs, folder, host, port }) => {
    const data = `--datadir=${path.join(folder, 'data')}`;
    const initFile = path.join(folder, 'init.sql');
    writeFileSync(initFile, SET_UP.join('\n') + '\n');
    return [
      {
        program: programs['mariadb-install-db']!,
        args: [
          '--no-defaults',
          data,
          '--auth-root-authentication-method=normal',
          '--skip-test-db',
          ...FRUGAL,
        ],
      },
      {
        program: programs.mariadbd!,
        args: [
          ...['--no-defaults', data, `--init-file=${initFile}`, `--bind-address=${host}`, `--port=${port}`],
          ...[`--socket=${path.join(folder, 'socket')}`, `--pid-file=${path.join(folder, 'pid')}`, ...FRUGAL],
        ],
        answers: { host, port, handshake: mariadb.handshake },
      },
    ];
  },
};

// The data lives for one test run, and is small.
const FRUGAL = [
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-log-file-size=8M',
  '--innodb-buffer-pool-size=32M',
  '--skip-log-bin',
];
