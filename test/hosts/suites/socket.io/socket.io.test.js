'use strict';
const assert = require('node:assert/strict');
const http = require('node:http');
const { describe, test } = require('node:test');
const { Server } = require('socket.io');
const { io } = require('socket.io-client');
const { heard } = require('../called');
const { testLooks } = require('../looks');

testLooks('socket.io');

/** A server, and a client of it: both ends of one connection. */
async function connect(t) {
  const httpServer = http.createServer();
  const server = new Server(httpServer);
  await new Promise(resolve => httpServer.listen(0, '127.0.0.1', resolve));
  const accepted = new Promise(resolve => server.on('connection', resolve));
  const client = io(`http://127.0.0.1:${httpServer.address().port}`, { transports: ['websocket'] });
  t.after(() => {
    client.close();
    server.close();
  });
  return { server, client, socket: await accepted };
}

/** Comes back when everything that the client sent before has arrived. */
const settled = client => client.emitWithAck('settle');

async function connectSettling(t) {
  const connected = await connect(t);
  connected.socket.on('settle', done => done());
  return connected;
}

describe('listeners', () => {
  test('get arguments and acknowledge', async t => {
    const { client, socket } = await connect(t);
    socket.on('add', (a, b, done) => done(a + b));
    assert.equal(await client.emitWithAck('add', 1, 2), 3);
  });
  test('can be removed', async t => {
    const { client, socket } = await connectSettling(t);
    const calls = [];
    const listener = () => calls.push('listener');
    const once = () => calls.push('once');
    socket.on('x', listener).once('x', once);
    assert.deepEqual(socket.listeners('x'), [listener, once]);
    assert.equal(socket.off('x', listener), socket);
    socket.removeListener('x', once);
    assert.equal(socket.listenerCount('x'), 0);
    client.emit('x');
    await settled(client);
    assert.deepEqual(calls, []);
  });
  test('once are called once', async t => {
    const { client, socket } = await connectSettling(t);
    let calls = 0;
    socket.once('x', () => {
      calls += 1;
    });
    client.emit('x');
    client.emit('x');
    await settled(client);
    assert.deepEqual([calls, socket.listenerCount('x')], [1, 0]);
  });
  test('have the socket for `this`', async t => {
    const { client, socket } = await connect(t);
    let self;
    socket.on('x', function (done) {
      self = this;
      done();
    });
    await client.emitWithAck('x');
    assert.equal(self, socket);
  });
  for (const listener of [undefined, null, 1, {}])
    test(`${JSON.stringify(listener)} is refused`, async t => {
      const { socket, server } = await connect(t);
      assert.throws(() => socket.on('x', listener), { code: 'ERR_INVALID_ARG_TYPE' });
      assert.throws(() => server.of('/').on('x', listener), { code: 'ERR_INVALID_ARG_TYPE' });
    });
  test('of the server can be removed', async t => {
    const { server } = await connect(t);
    const listener = () => {};
    server.on('connection', listener);
    assert.ok(server.listeners('connection').includes(listener));
    server.off('connection', listener);
    assert.ok(!server.listeners('connection').includes(listener));
  });
  test('name and arity are those of the app', async t => {
    const { socket } = await connect(t);
    socket.on('x', function named(_a, _b) {});
    const [raw] = socket.rawListeners('x');
    assert.deepEqual([raw.name, raw.length], ['named', 2]);
  });
});

describe('emit', () => {
  test('to one, to a room, to all', async t => {
    const { server, client, socket } = await connect(t);
    socket.join('room');
    for (const send of [
      () => socket.emit('x', 1),
      () => server.to('room').emit('x', 1),
      () => server.emit('x', 1),
      () => server.of('/').emit('x', 1),
    ]) {
      const arrived = heard(
        {
          once: client.once.bind(client),
          on: client.on.bind(client),
          removeListener: client.off.bind(client),
          addEventListener: undefined,
        },
        'x',
      ).catch(error => error);
      assert.equal(send(), true);
      const got = await arrived;
      assert.deepEqual([...got], [1]);
    }
  });
  for (const event of ['connect', 'disconnect', 'newListener'])
    test(`${event} is reserved`, async t => {
      const { socket } = await connect(t);
      assert.throws(() => socket.emit(event), /reserved event name/);
    });
  test('with an acknowledgement that takes too long', async t => {
    const { socket } = await connect(t);
    await assert.rejects(socket.timeout(20).emitWithAck('nobody'), /timed out/);
  });
  test('middleware and disconnect', async t => {
    const { client, socket } = await connect(t);
    const gone = heard(socket, 'disconnect');
    client.close();
    assert.match((await gone)[0], /client namespace disconnect|transport close/);
  });
});
