import { createServer } from 'node:net';
import { BSON } from 'mongodb';
import { listening } from './listening.mjs';

/** Starts a server that speaks enough of MongoDB's `OP_MSG` for its driver: each `find` finds the same document. Gives its port. */
export function startFakeMongodb() {
  const server = createServer(socket => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    let rest = Buffer.alloc(0);
    socket.on('data', chunk => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const replies = [];
      while (rest.length >= 4 && rest.length >= rest.readInt32LE(0)) {
        const length = rest.readInt32LE(0);
        replies.push(replyTo(rest));
        rest = rest.subarray(length);
      }
      if (replies.length > 0) socket.write(Buffer.concat(replies));
    });
  });
  return listening(server);
}

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
/** Length, id, id of the request, code; flags; kind of the section. */
const HEAD = 21;
/** Head of an answer to `OP_QUERY`, with a cursor, and the number of documents at its end. */
const OLD_HEAD = 36;
/** The document's length, the type of its first field. */
const FIRST_NAME = HEAD + 5;

const DONE = BSON.serialize({ ok: 1 });
const UNKNOWN = BSON.serialize({ ok: 0, errmsg: 'no such command', code: 59, codeName: 'CommandNotFound' });
const REPLIES = {
  hello: BSON.serialize({
    ok: 1,
    ismaster: true,
    isWritablePrimary: true,
    helloOk: true,
    minWireVersion: 0,
    maxWireVersion: 21,
    maxBsonObjectSize: 16_777_216,
    maxMessageSizeBytes: 48_000_000,
    maxWriteBatchSize: 100_000,
    logicalSessionTimeoutMinutes: 30,
  }),
  find: BSON.serialize({
    ok: 1,
    cursor: { id: BSON.Long.ZERO, ns: 'bench.items', firstBatch: [{ id: 7, name: 'seventh' }] },
  }),
  insert: DONE,
  endSessions: DONE,
};

REPLIES.ismaster = REPLIES.hello;

function replyTo(request) {
  // Drivers begin with the old form.
  if (request.readInt32LE(12) === OP_QUERY) {
    const reply = replyWith(request, OP_REPLY, OLD_HEAD, REPLIES.hello);
    reply.writeInt32LE(1, OLD_HEAD - 4);
    return reply;
  }
  const name = request.toString('latin1', FIRST_NAME, request.indexOf(0, FIRST_NAME));
  return replyWith(request, OP_MSG, HEAD, REPLIES[name] ?? UNKNOWN);
}

function replyWith(request, code, head, document) {
  const reply = Buffer.alloc(head + document.length);
  reply.writeInt32LE(reply.length, 0);
  reply.writeInt32LE(request.readInt32LE(4), 8);
  reply.writeInt32LE(code, 12);
  reply.set(document, head);
  return reply;
}
