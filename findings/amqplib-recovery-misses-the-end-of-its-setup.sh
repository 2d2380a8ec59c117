#!/usr/bin/env bash
# amqplib's recovery takes a connection that ended during `setup` for a good one, and never connects again.
#
# Versions: amqplib 2.3.1, Node 20.
# Input:    `connect` with `recovery` and a `setup` that opens a channel and then waits a second for something else. The broker,
#           here as much of one as opens connections and channels, is restarted once after the setup and once during it: it
#           closes the connection with CONNECTION_FORCED, as RabbitMQ does, and takes new ones at once.
# Seen:     after the setup: `disconnect`, a new connection, a new setup, and the program gets its channels. During the setup: the
#           program is told `connect` for the connection that is closed. There is no `disconnect` and no second connection, and
#           every `createChannel` rejects with "Connection closed".
# Expected: a second connection, as after the setup; CHANGELOG.md promises that recovery `automatically reconnects on connection
#           loss`.
# Source:   `_connect` in lib/recovery.js waits for the setup before `_bindModel` listens for `close`, which has come by then.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund amqplib@2.3.1

cat >broker.cjs <<'JS'
const defs = require('./node_modules/amqplib/lib/defs.js');
const { createServer } = require('node:net');
const opening = {
  versionMajor: 0,
  versionMinor: 9,
  serverProperties: {},
  mechanisms: Buffer.from('PLAIN'),
  locales: Buffer.from('en_US'),
};
/** Opens connections and channels; `onChannel` gets the function that shuts the channel's connection down. */
exports.makeBroker = onChannel =>
  createServer(socket => {
    const send = (method, channel, fields = {}) => socket.write(defs.encodeMethod(method, channel, fields));
    const shutDown = () =>
      send(defs.ConnectionClose, 0, { replyCode: 320, replyText: 'CONNECTION_FORCED', classId: 0, methodId: 0 });
    const answers = {
      [defs.ConnectionStartOk]: () => send(defs.ConnectionTune, 0, { channelMax: 100, frameMax: 131072, heartbeat: 0 }),
      [defs.ConnectionTuneOk]: () => {},
      [defs.ConnectionOpen]: () => send(defs.ConnectionOpenOk, 0),
      [defs.ConnectionClose]: () => send(defs.ConnectionCloseOk, 0),
      [defs.ConnectionCloseOk]: () => socket.end(),
      [defs.ChannelOpen]: channel => {
        send(defs.ChannelOpenOk, channel);
        onChannel(shutDown);
      },
    };
    let received = Buffer.alloc(0);
    socket.on('error', () => {});
    socket.on('data', data => {
      received = Buffer.concat([received, data]);
      if (received.subarray(0, 4).equals(Buffer.from('AMQP'))) {
        received = received.subarray(8);
        send(defs.ConnectionStart, 0, opening);
      }
      while (received.length >= 7 && received.length >= received.readUInt32BE(3) + 8) {
        answers[received.readUInt32BE(7)](received.readUInt16BE(1));
        received = received.subarray(received.readUInt32BE(3) + 8);
      }
    });
  });
JS
cat >program.cjs <<'JS'
const { connect } = require('amqplib');
const { once } = require('node:events');
const { setTimeout: delay } = require('node:timers/promises');
const { makeBroker } = require('./broker.cjs');

(async () => {
  for (const when of ['after', 'during']) {
    console.log(`a shutdown ${when} the setup`);
    const connections = [];
    const broker = makeBroker(shutDown => {
      connections.push(shutDown);
      if (when === 'during' && connections.length === 1) setTimeout(shutDown, 50);
    });
    await once(broker.listen(0, '127.0.0.1'), 'listening');
    const setup = async connection => {
      await connection.createChannel();
      await delay(1000);
    };
    const recovery = { setup, initialDelay: 20, waitForConnect: false };
    const connection = await connect(`amqp://127.0.0.1:${broker.address().port}`, { recovery });
    for (const event of ['connect', 'disconnect']) connection.on(event, () => console.log(`  ${event}`));
    await once(connection, 'connect');
    if (when === 'after') connections[0]();
    await delay(3000);
    console.log(`  connections: ${connections.length}`);
    for (const attempt of ['first', 'second']) {
      const outcome = await connection.createChannel().then(() => 'a channel', error => error.message.split(' (')[0]);
      console.log(`  createChannel, ${attempt} attempt: ${outcome}`);
    }
    await connection.close();
    broker.close();
  }
})();
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
a shutdown after the setup
  connect
  disconnect
  connect
  connections: 2
  createChannel, first attempt: a channel
  createChannel, second attempt: a channel
a shutdown during the setup
  connect
  connections: 1
  createChannel, first attempt: Connection closed
  createChannel, second attempt: Connection closed
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
