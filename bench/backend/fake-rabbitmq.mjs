import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import path from 'node:path';
import { listening } from './listening.mjs';

const require = createRequire(import.meta.url);
// The package exports no codec of frames.
const defs = require(path.join(path.dirname(require.resolve('amqplib')), 'lib', 'defs.js'));
const { FRAME_METHOD } = defs.constants;

/**
 * Starts a server that speaks enough of AMQP 0-9-1 for one queue: each message goes to the consumer of that
 * connection, or is confirmed where that was asked for. Gives its port.
 */
export function startFakeRabbitmq() {
  const server = createServer(socket => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    let rest = Buffer.alloc(0);
    let isGreeted = false;
    let isPublishing = false;
    let isConfirming = false;
    let deliveryTag = 0;

    /** Methods have replies; the header and body of a published message come back as they are. */
    function answerTo(frame) {
      if (frame[0] !== FRAME_METHOD) return isPublishing && !isConfirming ? frame : NOTHING;
      const method = frame.readUInt32BE(7);
      const channel = frame.readUInt16BE(1);
      if (method === defs.ConfirmSelect) isConfirming = true;
      isPublishing = method === defs.BasicPublish;
      if (isPublishing && isConfirming)
        return defs.encodeMethod(defs.BasicAck, channel, { deliveryTag: ++deliveryTag, multiple: false });
      if (isPublishing)
        return defs.encodeMethod(defs.BasicDeliver, channel, { ...DELIVERY, deliveryTag: ++deliveryTag });
      const [reply, fields] = REPLIES[method] ?? [];
      return reply === undefined ? NOTHING : defs.encodeMethod(reply, channel, fields);
    }

    socket.on('data', chunk => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const replies = [];
      if (!isGreeted && rest.length >= PROTOCOL_HEADER) {
        isGreeted = true;
        rest = rest.subarray(PROTOCOL_HEADER);
        replies.push(defs.encodeMethod(defs.ConnectionStart, 0, START));
      }
      while (isGreeted && rest.length >= 7 && rest.length >= 8 + rest.readUInt32BE(3)) {
        const length = 8 + rest.readUInt32BE(3);
        replies.push(answerTo(rest.subarray(0, length)));
        rest = rest.subarray(length);
      }
      if (replies.length > 0) socket.write(Buffer.concat(replies));
    });
  });
  return listening(server);
}

const NOTHING = Buffer.alloc(0);
const PROTOCOL_HEADER = 8;
const START = {
  versionMajor: 0,
  versionMinor: 9,
  serverProperties: {},
  mechanisms: Buffer.from('PLAIN'),
  locales: Buffer.from('en_US'),
};
const DELIVERY = { consumerTag: 'bench', redelivered: false, exchange: '', routingKey: 'hellos' };

/** Replies by method: theirs, and their fields. */
const REPLIES = {
  [defs.ConnectionStartOk]: [defs.ConnectionTune, { channelMax: 2047, frameMax: 131_072, heartbeat: 0 }],
  [defs.ConnectionOpen]: [defs.ConnectionOpenOk, { knownHosts: '' }],
  [defs.ChannelOpen]: [defs.ChannelOpenOk, { channelId: Buffer.alloc(0) }],
  [defs.QueueDeclare]: [defs.QueueDeclareOk, { queue: 'hellos', messageCount: 0, consumerCount: 0 }],
  [defs.BasicConsume]: [defs.BasicConsumeOk, { consumerTag: 'bench' }],
  [defs.BasicGet]: [defs.BasicGetEmpty, { clusterId: '' }],
  [defs.ConfirmSelect]: [defs.ConfirmSelectOk, {}],
  [defs.ChannelClose]: [defs.ChannelCloseOk, {}],
  [defs.ConnectionClose]: [defs.ConnectionCloseOk, {}],
};
