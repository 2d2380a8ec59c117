#!/usr/bin/env bash
# NATS JetStream drops a message without an id as a duplicate, because the client left an earlier id in the program's headers.
#
# Versions: @nats-io/jetstream 3.4.0, @nats-io/transport-node 3.4.0, Node 20.
# Input:    one headers object with a tenant's name. A program publishes with it and `msgID: 'order-1'`, then publishes another
#           message with it and no options. The server here keeps to the rule of NATS: a message whose `Nats-Msg-Id` it has seen
#           is not stored, and is acknowledged as a duplicate.
# Seen:     the second message carries `Nats-Msg-Id: order-1`, too. Its promise resolves, with `duplicate: true`.
# Expected: the options of a call end with the call; the headers are the program's.
# Source:   `buildPublishHeaders` in lib/jsclient.js of @nats-io/jetstream sets the options in `opts.headers` itself. Expected
#           sequences, the time to live, schedules and the ids of batches go the same way.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @nats-io/jetstream@3.4.0 @nats-io/transport-node@3.4.0

cat >server.mjs <<'JS'
import { createServer } from 'node:net';
/** As much of a NATS server as acknowledges messages. */
export const server = createServer(socket => {
  const ids = new Set();
  let received = '';
  let sid;
  const acknowledge = (inbox, message) => {
    const id = /Nats-Msg-Id: ?([^\r]*)/.exec(message)?.[1];
    const ack = JSON.stringify({ stream: 'ORDERS', seq: ids.size + 1, duplicate: ids.has(id) });
    if (id) ids.add(id);
    socket.write(`MSG ${inbox} ${sid} ${ack.length}\r\n${ack}\r\n`);
  };
  socket.write('INFO {"server_id":"1","version":"2.12.0","headers":true,"max_payload":1048576,"proto":1}\r\n');
  socket.on('error', () => {});
  socket.on('data', data => {
    received += data;
    for (let line; (line = /^(.*?)\r\n/.exec(received)); ) {
      const [operation, ...args] = line[1].split(' ');
      const size = operation === 'HPUB' || operation === 'PUB' ? Number(args.at(-1)) + 2 : 0;
      if (received.length < line[0].length + size) return;
      const message = received.slice(line[0].length, line[0].length + size);
      received = received.slice(line[0].length + size);
      if (operation === 'PING') socket.write('PONG\r\n');
      if (operation === 'SUB') sid = args.at(-1);
      if (size > 0) acknowledge(args[1], message);
    }
  });
});
JS
cat >program.mjs <<'JS'
import { once } from 'node:events';
import { jetstream } from '@nats-io/jetstream';
import { connect, headers } from '@nats-io/transport-node';
import { server } from './server.mjs';
await once(server.listen(0, '127.0.0.1'), 'listening');
const connection = await connect({ servers: `127.0.0.1:${server.address().port}` });
const orders = jetstream(connection);
const own = headers();
own.set('tenant', 'ann');
const first = await orders.publish('orders', 'the first', { headers: own, msgID: 'order-1' });
const second = await orders.publish('orders', 'another one', { headers: own });
console.log(`duplicates: ${first.duplicate}, ${second.duplicate}`);
console.log(`headers of the program: ${own.keys().join(', ')}`);
await connection.close();
server.close();
JS
node program.mjs | tee seen.txt
cat >stated.txt <<'TXT'
duplicates: false, true
headers of the program: tenant, Nats-Msg-Id
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
