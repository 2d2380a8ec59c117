'use strict';
const assert = require('node:assert/strict');
const http = require('node:http');
const { describe, test } = require('node:test');
const WebSocket = require('ws');
const { ends, heard } = require('../called');
const { testLooks } = require('../looks');

testLooks('ws');

const { WebSocketServer, createWebSocketStream } = WebSocket;

async function open(t, options = {}) {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...options });
  await heard(server, 'listening');
  t.after(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });
  return Object.assign(server, { url: `ws://127.0.0.1:${server.address().port}` });
}

describe('connections', () => {
  test('have their request, their listeners and their this', async t => {
    const server = await open(t);
    const seen = [];
    server.on('connection', function (socket, request) {
      seen.push(
        this === server,
        socket instanceof WebSocket,
        request instanceof http.IncomingMessage,
        request.url,
      );
      socket.on('message', function (data, isBinary) {
        socket.send(data, { binary: isBinary });
        seen.push(this === socket);
      });
    });
    const client = new WebSocket(`${server.url}/chat?a=1`);
    client.on('open', function () {
      seen.push(this === client);
      client.send('hello');
    });
    const [data, isBinary] = await heard(client, 'message');
    assert.deepEqual([String(data), isBinary], ['hello', false]);
    assert.deepEqual(seen, [true, true, true, '/chat?a=1', true, true]);
  });
  test('leave the listeners of their parts as they are', async t => {
    const server = await open(t);
    const client = new WebSocket(server.url);
    const [socket, request] = await heard(server, 'connection');
    await heard(client, 'open');
    const counts = emitter => emitter.eventNames().map(name => [name, emitter.listenerCount(name)]);
    // The server keeps a list of its clients.
    assert.deepEqual([client, server, socket].map(counts), [[], [], [['close', 1]]]);
    assert.deepEqual(request.socket.eventNames().sort(), ['close', 'data', 'end', 'error'].sort());
  });
  test('answer to properties like those of a browser', async t => {
    const server = await open(t);
    const client = new WebSocket(server.url);
    assert.equal(client.readyState, WebSocket.CONNECTING);
    const opened = new Promise(resolve => {
      client.onopen = event => resolve([event.type, event.target === client]);
    });
    assert.deepEqual(await opened, ['open', true]);
    const closed = new Promise(resolve => {
      client.onclose = event => resolve([event.code, event.reason, event.wasClean]);
    });
    client.close(4001, 'mine');
    assert.deepEqual(await closed, [4001, 'mine', true]);
  });
  test('choose protocols, and pass headers', async t => {
    const server = await open(t, { handleProtocols: protocols => [...protocols].at(-1) });
    server.on('headers', headers => headers.push('x-own: 1'));
    const client = new WebSocket(
      server.url,
      ['a', 'b'],
      Object.freeze({ headers: Object.freeze({ 'x-sent': '2' }) }),
    );
    const [[response], [, request]] = await Promise.all([
      heard(client, 'upgrade'),
      heard(server, 'connection'),
      heard(client, 'open'),
    ]);
    assert.deepEqual(
      [client.protocol, response.headers['x-own'], request.headers['x-sent']],
      ['b', '1', '2'],
    );
  });
  test('are streams', async t => {
    const server = await open(t);
    server.on('connection', socket => socket.on('message', data => socket.send(data)));
    const stream = createWebSocketStream(new WebSocket(server.url), { encoding: 'utf8' });
    stream.write('x');
    assert.deepEqual(await heard(stream, 'data'), ['x']);
    stream.destroy();
  });
  test('by hand, over a server of the app’s own', async t => {
    const server = http.createServer().listen(0, '127.0.0.1');
    await heard(server, 'listening');
    t.after(() => server.close());
    const sockets = new WebSocketServer({ noServer: true });
    server.on('upgrade', function (request, socket, head) {
      assert.equal(this, server);
      assert.equal(server.listenerCount('upgrade'), 1);
      sockets.handleUpgrade(request, socket, head, opened => opened.close(1000));
    });
    const client = new WebSocket(`ws://127.0.0.1:${server.address().port}`);
    assert.equal((await heard(client, 'close'))[0], 1000);
  });
});

describe('refusals', () => {
  test('by verifyClient, at once and later', async t => {
    const server = await open(t, {
      verifyClient: ({ req, origin, secure }, done) => {
        assert.deepEqual([origin, secure], [undefined, false]);
        if (req.url === '/later') setTimeout(done, 5, false, 403, 'no', { 'x-own': '1' });
        else done(false);
      },
    });
    const [error] = await heard(new WebSocket(server.url), 'error');
    assert.equal(error.message, 'Unexpected server response: 401');
    const later = new WebSocket(`${server.url}/later`);
    const [request, response] = await heard(later, 'unexpected-response');
    assert.deepEqual(
      [request instanceof http.ClientRequest, response.statusCode, response.headers['x-own']],
      [true, 403, '1'],
    );
    request.destroy();
  });
  test('of requests that are no handshake', async t => {
    const server = await open(t);
    const answer = await fetch(server.url.replace('ws', 'http'));
    assert.deepEqual([answer.status, await answer.text()], [426, 'Upgrade Required']);
  });
  for (const bad of [undefined, null, 1, 'text', 'ftp://127.0.0.1/'])
    test(`of the address ${bad}`, () => {
      assert.throws(
        () => new WebSocket(bad),
        error => error instanceof SyntaxError || error instanceof TypeError,
      );
    });
  test('without new', () => {
    assert.throws(() => WebSocket('ws://127.0.0.1:1'), TypeError);
  });
  test('an address without a server, with a listener and without', async () => {
    const [error] = await heard(new WebSocket('ws://127.0.0.1:1'), 'error');
    assert.equal(error.code, 'ECONNREFUSED');
    const { status, stderr } = ends(__dirname, "new (require('ws'))('ws://127.0.0.1:1')");
    assert.equal(status, 1);
    assert.match(stderr, /ECONNREFUSED/);
  });
  test('a client that is closed before it is open', async t => {
    const server = await open(t);
    const client = new WebSocket(server.url);
    client.close();
    const [error] = await heard(client, 'error');
    assert.equal(error.message, 'WebSocket was closed before the connection was established');
  });
});

test('classes of the app’s own', async t => {
  class Client extends WebSocket {
    emit(event, ...args) {
      this.seen = [...(this.seen ?? []), event];
      return super.emit(event, ...args);
    }
  }
  class Socket extends WebSocket {}
  const server = await open(t, { WebSocket: Socket });
  const client = new Client(server.url);
  const [socket] = await heard(server, 'connection');
  assert.equal(socket.constructor, Socket);
  socket.close();
  await heard(client, 'close');
  assert.deepEqual(client.seen, ['upgrade', 'open', 'close']);
});

test('errors that listeners throw reach the process', () => {
  const script = `
    process.on('uncaughtException', error => { console.log(error.message); process.exit(3); });
    const { WebSocket, WebSocketServer } = require('ws');
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => new WebSocket('ws://127.0.0.1:' + server.address().port));
    server.on('connection', () => { throw new Error('mine'); });
  `;
  const { status, stdout } = ends(__dirname, script);
  assert.deepEqual([status, stdout], [3, 'mine\n']);
});
