import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Handshake } from '../process/shake-hands';
import type { Server } from './service';

/** The MongoDB wire protocol: FerretDB on SQLite, a program that Go builds from modules alone; MongoDB itself under Docker. */
export const mongodb: Server = {
  name: 'mongodb',
  variable: 'TEST_MONGODB_URL',
  build: {
    name: 'ferretdb',
    tool: 'go',
    sources: path.join(__dirname, '..', 'go', 'ferretdb'),
    // The tag leaves out a back end that no test asks for.
    command: [
      'go',
      'build',
      '-trimpath',
      '-tags=ferretdb_no_postgresql',
      '-ldflags=-s -w',
      '-o',
      'ferretdb',
      '.',
    ],
  },
  composePort: 27017,
  // The server does not mind root, whose cache folder is closed to others.
  accounts: [],
  handshake: helloHandshake(),
  url: (host, port) => `mongodb://${host}:${port}/test`,
  steps: ({ programs, folder, host, port }) => {
    const data = path.join(folder, 'data');
    mkdirSync(data);
    return [
      {
        program: programs.ferretdb!,
        args: ['-listen', `${host}:${port}`, '-data', data],
        answers: { host, port, handshake: mongodb.handshake },
        // Otherwise it waits some seconds for open connections.
        stopSignal: 'SIGKILL',
      },
    ];
  },
};

// OP_MSG (2013) with {hello: 1, $db: "admin"}; the answer's operation code says that it was understood.
function helloHandshake(): Handshake {
  const opMsg = 2013;
  const bson = Buffer.from('\0\0\0\0\x10hello\0\x01\0\0\0\x02$db\0\x06\0\0\0admin\0\0', 'latin1');
  bson.writeInt32LE(bson.length, 0);
  const header = Buffer.alloc(21);
  header.writeInt32LE(header.length + bson.length, 0);
  header.writeInt32LE(1, 4);
  header.writeInt32LE(opMsg, 12);
  return {
    send: Buffer.concat([header, bson]),
    answered: reply => reply.length >= 16 && reply.readInt32LE(12) === opMsg,
  };
}
