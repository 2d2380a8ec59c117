import { createServer } from 'node:net';
import { bytes, FieldReader, int32, text } from './kafka-fields.mjs';
import { PartitionLog } from './kafka-log.mjs';
import { NODE_ID, REQUESTS } from './kafka-requests.mjs';
import { listening } from './listening.mjs';

const HOST = '127.0.0.1';

/**
 * Starts a server that speaks enough of Kafka's protocol for producers, with transactions or without, and for groups of one
 * consumer: topics have a single partition, whose batches go to consumers as they came. Gives its port.
 */
export async function startFakeKafka() {
  const logs = new Map();
  const logOf = topic => {
    if (!logs.has(topic)) logs.set(topic, new PartitionLog());
    return logs.get(topic);
  };
  let port;
  const broker = () => [int32(NODE_ID), text(HOST), int32(port)];

  const server = createServer(socket => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    let rest = Buffer.alloc(0);
    socket.on('data', chunk => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      while (rest.length >= 4 && rest.length >= 4 + rest.readInt32BE(0)) {
        const end = 4 + rest.readInt32BE(0);
        const request = new FieldReader(rest.subarray(4, end));
        rest = rest.subarray(end);
        const { answer } = REQUESTS[request.int16()];
        request.int16();
        const correlation = int32(request.int32());
        request.text();
        const reply = fields => socket.write(bytes(Buffer.concat([correlation, ...fields.flat(Infinity)])));
        answer(request, { reply, logOf, broker });
      }
    });
  });
  port = await listening(server);
  return port;
}
