import { createServer } from 'node:net';
import { listening } from './listening.mjs';

/**
 * Starts a server that speaks enough of PostgreSQL's wire protocol for the `pg` client: it lets everyone in and answers
 * each simple or extended query with the same two rows. It answers alike on every machine and needs no installation.
 */
export function startFakePostgres() {
  const server = createServer(socket => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    let isStarted = false;
    let rest = Buffer.alloc(0);
    socket.on('data', chunk => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const replies = [];
      for (;;) {
        const headLength = isStarted ? 1 : 0; // The first message has no type byte.
        if (rest.length < headLength + 4) break;
        const length = headLength + rest.readUInt32BE(headLength);
        if (rest.length < length) break;
        replies.push(isStarted ? (REPLIES[String.fromCharCode(rest[0])] ?? NOTHING) : WELCOME);
        isStarted = true;
        rest = rest.subarray(length);
      }
      if (replies.length > 0) socket.write(Buffer.concat(replies));
    });
  });
  return listening(server);
}

const NOTHING = Buffer.alloc(0);
const READY = message('Z', 'I');
const int16 = value => [value >> 8, value & 255];
const int32 = value => [...int16(value >>> 16), ...int16(value & 0xffff)];
const text = value => [...Buffer.from(value), 0];

const WELCOME = Buffer.concat([
  message('R', int32(0)),
  message('S', [...text('server_version'), ...text('17.0')]),
  message('S', [...text('client_encoding'), ...text('UTF8')]),
  message('K', [...int32(1), ...int32(1)]),
  READY,
]);

const COLUMNS = message('T', [...int16(2), ...column('id', 23, 4), ...column('name', 25, -1)]);
const ROWS = Buffer.concat([row('1', 'first'), row('2', 'second'), message('C', text('SELECT 2'))]);

/** Replies by type of message. */
const REPLIES = {
  Q: Buffer.concat([COLUMNS, ROWS, READY]),
  P: message('1', []),
  B: message('2', []),
  D: COLUMNS,
  E: ROWS,
  S: READY,
};

function message(type, body) {
  const bytes = Buffer.from(body);
  const head = Buffer.alloc(5);
  head.write(type);
  head.writeUInt32BE(bytes.length + 4, 1);
  return Buffer.concat([head, bytes]);
}

function column(name, typeId, size) {
  return [
    ...text(name),
    ...int32(0),
    ...int16(0),
    ...int32(typeId),
    ...int16(size),
    ...int32(-1),
    ...int16(0),
  ];
}

function row(...values) {
  return message('D', [
    ...int16(values.length),
    ...values.flatMap(value => [...int32(value.length), ...Buffer.from(value)]),
  ]);
}
