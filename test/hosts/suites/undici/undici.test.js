'use strict';
const assert = require('node:assert/strict');
const { once } = require('node:events');
const { Readable, Writable } = require('node:stream');
const { describe, test } = require('node:test');
const undici = require('undici');
const { serve } = require('../serve');

/** Answers with the request. */
async function echo(incoming, outgoing) {
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const { method, url, headers } = incoming;
  outgoing.setHeader('content-type', 'application/json');
  outgoing.setHeader('x-many', ['1', '2']);
  outgoing.end(JSON.stringify({ method, url, headers, body: Buffer.concat(chunks).toString() }));
}

/** A client of a server, both for one test. */
async function clientOf(t, listener = echo, options = {}) {
  const { origin } = await serve(t, listener);
  const client = new undici.Client(origin, options);
  t.after(() => client.destroy());
  return client;
}

describe('request', () => {
  test('gives status, headers, trailers and body', async t => {
    const client = await clientOf(t);
    const answer = await client.request({ method: 'GET', path: '/a?b=1' });
    assert.deepEqual([answer.statusCode, answer.headers['x-many']], [200, ['1', '2']]);
    const { method, url } = await answer.body.json();
    assert.deepEqual([method, url, answer.trailers], ['GET', '/a?b=1', {}]);
  });
  for (const [form, headers] of [
    ['an object', { 'x-a': '1' }],
    ['pairs in a flat list', ['x-a', '1']],
    ['a list of values', { 'x-a': ['1'] }],
    ['Headers', new undici.Headers({ 'x-a': '1' })],
  ])
    test(`takes headers as ${form}`, async t => {
      const client = await clientOf(t);
      const { body } = await client.request({ method: 'GET', path: '/', headers });
      assert.equal((await body.json()).headers['x-a'], '1');
    });
  test('leaves the options of the caller as they were', async t => {
    const client = await clientOf(t);
    const options = Object.freeze({ method: 'GET', path: '/', headers: Object.freeze({ 'x-a': '1' }) });
    await (await client.request(options)).body.dump();
    assert.deepEqual(options, { method: 'GET', path: '/', headers: { 'x-a': '1' } });
  });
  for (const [form, body] of [
    ['text', () => 'hey'],
    ['bytes', () => Buffer.from('hey')],
    ['a stream', () => Readable.from(['he', 'y'])],
    [
      'an async iterable',
      () =>
        (async function* () {
          yield Buffer.from('hey');
        })(),
    ],
    ['a Blob', () => new Blob(['hey'])],
  ])
    test(`sends ${form}`, async t => {
      const client = await clientOf(t);
      const answer = await client.request({ method: 'POST', path: '/', body: body() });
      assert.equal((await answer.body.json()).body, 'hey');
    });
  test('gives the body as text, bytes, blob and stream', async t => {
    const client = await clientOf(t, (_, response) => response.end('hey'));
    const get = async () => (await client.request({ method: 'GET', path: '/' })).body;
    assert.equal(await (await get()).text(), 'hey');
    assert.equal(Buffer.from(await (await get()).arrayBuffer()).toString(), 'hey');
    assert.equal(await (await (await get()).blob()).text(), 'hey');
    const chunks = [];
    for await (const chunk of await get()) chunks.push(chunk);
    assert.equal(Buffer.concat(chunks).toString(), 'hey');
  });
  test('calls back, too', async t => {
    const client = await clientOf(t);
    const answer = await new Promise((resolve, reject) =>
      client.request({ method: 'GET', path: '/' }, (error, data) => (error ? reject(error) : resolve(data))),
    );
    assert.equal(answer.statusCode, 200);
    await answer.body.dump();
  });
  test('passes `opaque` on', async t => {
    const client = await clientOf(t);
    const { opaque, body } = await client.request({ method: 'GET', path: '/', opaque: 'mine' });
    assert.equal(opaque, 'mine');
    await body.dump();
  });
  test('can be aborted', async t => {
    const client = await clientOf(t, () => {});
    const abort = new AbortController();
    const promise = client.request({ method: 'GET', path: '/', signal: abort.signal });
    setTimeout(() => abort.abort(), 10);
    await assert.rejects(promise, { name: 'AbortError' });
  });
  test('tells of an answer that is late', async t => {
    const client = await clientOf(t, () => {}, { headersTimeout: 200 });
    await assert.rejects(client.request({ method: 'GET', path: '/' }), { code: 'UND_ERR_HEADERS_TIMEOUT' });
  });
  test('tells of a body that stops', async t => {
    const client = await clientOf(t, (_, response) => response.write('x'), { bodyTimeout: 200 });
    const { body } = await client.request({ method: 'GET', path: '/' });
    await assert.rejects(body.text(), { code: 'UND_ERR_BODY_TIMEOUT' });
  });
  test('tells of a connection that is closed', async t => {
    const client = await clientOf(t, incoming => incoming.socket.destroy());
    await assert.rejects(client.request({ method: 'GET', path: '/' }), { code: 'UND_ERR_SOCKET' });
  });
  test('tells of a server that is not there', async () => {
    await assert.rejects(undici.request('http://127.0.0.1:1/'), { code: 'ECONNREFUSED' });
  });
  test('refuses what is no header', async t => {
    const client = await clientOf(t);
    const bad = client.request({ method: 'GET', path: '/', headers: { 'a\nb': '1' } });
    await assert.rejects(bad, { code: 'UND_ERR_INVALID_ARG' });
  });
});

describe('stream, pipeline, upgrade, connect, dispatch', () => {
  test('stream writes the body into what a factory gives', async t => {
    const client = await clientOf(t, (_, response) => response.end('hey'));
    const chunks = [];
    await client.stream({ method: 'GET', path: '/' }, ({ statusCode }) => {
      assert.equal(statusCode, 200);
      return new Writable({ write: (chunk, _, done) => done(null, chunks.push(chunk)) });
    });
    assert.equal(Buffer.concat(chunks).toString(), 'hey');
  });
  test('pipeline is a duplex', async t => {
    const client = await clientOf(t, (incoming, response) => incoming.pipe(response));
    const duplex = client.pipeline({ method: 'POST', path: '/' }, ({ body }) => body);
    duplex.end('hey');
    const chunks = [];
    for await (const chunk of duplex) chunks.push(chunk);
    assert.equal(Buffer.concat(chunks).toString(), 'hey');
  });
  test('upgrade gives the socket', async t => {
    const { server, origin } = await serve(t, echo);
    server.on('upgrade', (_, socket) => {
      socket.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: word\r\n\r\nhey');
    });
    const { socket, headers } = await undici.upgrade(`${origin}/`, { protocol: 'word' });
    assert.equal(headers.upgrade, 'word');
    const [chunk] = await once(socket, 'data');
    assert.equal(chunk.toString(), 'hey');
    socket.destroy();
  });
  test('connect gives a tunnel', async t => {
    const { server, origin } = await serve(t, echo);
    server.on('connect', (_, socket) => socket.end('HTTP/1.1 200 OK\r\n\r\nthrough'));
    const { statusCode, socket } = await undici.connect(origin);
    assert.equal(statusCode, 200);
    const [chunk] = await once(socket, 'data');
    assert.equal(chunk.toString(), 'through');
    socket.destroy();
  });
  test('dispatch calls its handler in order', async t => {
    const client = await clientOf(t, (_, response) => response.end('hey'));
    const calls = [];
    await new Promise((resolve, reject) => {
      client.dispatch(
        { method: 'GET', path: '/' },
        {
          onRequestStart: () => calls.push('start'),
          onResponseStart: (_, status) => calls.push(status),
          onResponseData: (_, chunk) => calls.push(chunk.toString()),
          onResponseEnd: () => resolve(calls.push('end')),
          onResponseError: (_, error) => reject(error),
        },
      );
    });
    assert.deepEqual(calls, ['start', 200, 'hey', 'end']);
  });
});

describe('dispatchers', () => {
  test('a pool serves many at once, and closes when they are done', async t => {
    const { origin } = await serve(t, echo);
    const pool = new undici.Pool(origin, { connections: 5 });
    const paths = Array.from({ length: 100 }, (_, index) => `/${index}`);
    const seen = await Promise.all(
      paths.map(async path => (await (await pool.request({ method: 'GET', path })).body.json()).url),
    );
    assert.deepEqual(seen, paths);
    await pool.close();
    assert.equal(pool.closed, true);
  });
  test('a client pipelines, and keeps the order', async t => {
    const client = await clientOf(t, echo, { pipelining: 10 });
    const paths = Array.from({ length: 30 }, (_, index) => `/${index}`);
    const seen = await Promise.all(
      paths.map(async path => (await (await client.request({ method: 'GET', path })).body.json()).url),
    );
    assert.deepEqual(seen, paths);
  });
  test('an agent serves several origins', async t => {
    const [one, two] = [await serve(t, echo), await serve(t, echo)];
    const agent = new undici.Agent();
    t.after(() => agent.destroy());
    for (const { origin } of [one, two]) {
      const { statusCode, body } = await undici.request(origin, { dispatcher: agent });
      assert.equal(statusCode, 200);
      await body.dump();
    }
  });
  test('a proxy agent sends what it has through the proxy', async t => {
    const { origin } = await serve(t, (incoming, response) => response.end(`proxied ${incoming.url}`));
    const agent = new undici.ProxyAgent({ uri: origin, proxyTunnel: false });
    t.after(() => agent.destroy());
    const { body } = await undici.request('http://shop.invalid/item', { dispatcher: agent });
    assert.match(await body.text(), /^proxied .*\/item$/);
  });
  test('compose adds interceptors: redirect and retry', async t => {
    let tries = 0;
    const { origin } = await serve(t, (incoming, response) => {
      if (incoming.url === '/old') return response.writeHead(302, { location: '/flaky' }).end();
      response.statusCode = ++tries < 3 ? 503 : 200;
      response.end('there');
    });
    const { redirect, retry } = undici.interceptors;
    const agent = new undici.Agent().compose(
      retry({ maxRetries: 5, minTimeout: 1, statusCodes: [503] }),
      redirect({ maxRedirections: 3 }),
    );
    const { statusCode, body } = await undici.request(`${origin}/old`, { dispatcher: agent });
    assert.deepEqual([statusCode, await body.text(), tries], [200, 'there', 3]);
    await agent.close();
  });
  test('events come in order', async t => {
    const client = await clientOf(t);
    const events = [];
    for (const name of ['connect', 'disconnect', 'drain']) client.on(name, () => events.push(name));
    await (await client.request({ method: 'GET', path: '/' })).body.dump();
    await client.close();
    assert.equal(events[0], 'connect');
    assert.equal(events.at(-1), 'disconnect');
  });
  test('a mock agent answers without a network', async () => {
    const agent = new undici.MockAgent();
    agent.disableNetConnect();
    agent.get('http://shop.invalid').intercept({ path: '/x' }).reply(201, { a: 1 });
    const { statusCode, body } = await undici.request('http://shop.invalid/x', { dispatcher: agent });
    assert.deepEqual([statusCode, await body.json()], [201, { a: 1 }]);
    agent.assertNoPendingInterceptors();
    await agent.close();
  });
});

for (const [name, { fetch, FormData, Request }] of [
  ['fetch', undici],
  ['the global fetch', globalThis],
])
  describe(name, () => {
    test('gives a response', async t => {
      const { origin } = await serve(t, echo);
      const response = await fetch(`${origin}/a`, { headers: { 'x-a': '1' } });
      assert.deepEqual(
        [response.status, response.ok, response.url, response.redirected],
        [200, true, `${origin}/a`, false],
      );
      assert.equal((await response.json()).headers['x-a'], '1');
      assert.equal(response.bodyUsed, true);
    });
    test('takes a Request, whose headers stay as they are', async t => {
      const { origin } = await serve(t, echo);
      const request = new Request(origin, { method: 'PUT', headers: { 'x-a': '1' }, body: 'hey' });
      const { method, body } = await (await fetch(request)).json();
      assert.deepEqual([method, body], ['PUT', 'hey']);
      assert.deepEqual(
        [...request.headers].map(([header]) => header),
        ['content-type', 'x-a'],
      );
    });
    test('follows redirects, or not', async t => {
      const { origin } = await serve(t, (incoming, response) =>
        incoming.url === '/old'
          ? response.writeHead(302, { location: '/new' }).end()
          : response.end(incoming.url),
      );
      const followed = await fetch(`${origin}/old`);
      assert.deepEqual([await followed.text(), followed.redirected], ['/new', true]);
      assert.equal((await fetch(`${origin}/old`, { redirect: 'manual' })).status, 302);
      await assert.rejects(fetch(`${origin}/old`, { redirect: 'error' }), TypeError);
    });
    test('sends forms', async t => {
      const { origin } = await serve(t, echo);
      const form = new FormData();
      form.set('a', '1');
      const { headers, body } = await (await fetch(origin, { method: 'POST', body: form })).json();
      assert.match(headers['content-type'], /^multipart\/form-data; boundary=/);
      assert.match(body, /name="a"\r\n\r\n1/);
    });
    test('streams both ways', async t => {
      const { origin } = await serve(t, (incoming, response) => incoming.pipe(response));
      const body = ReadableStream.from(
        (async function* () {
          for (const word of ['a', 'b', 'c']) yield new TextEncoder().encode(word);
        })(),
      );
      const response = await fetch(origin, { method: 'POST', body, duplex: 'half' });
      let text = '';
      for await (const chunk of response.body) text += Buffer.from(chunk).toString();
      assert.equal(text, 'abc');
    });
    test('unpacks gzip', async t => {
      const { origin } = await serve(t, (_, response) => {
        response.setHeader('content-encoding', 'gzip').end(require('node:zlib').gzipSync('hey'));
      });
      assert.equal(await (await fetch(origin)).text(), 'hey');
    });
    test('can be aborted before and while the body comes', async t => {
      const { origin } = await serve(t, (_, response) => response.write('x'));
      await assert.rejects(fetch(origin, { signal: AbortSignal.abort() }), { name: 'AbortError' });
      const abort = new AbortController();
      const response = await fetch(origin, { signal: abort.signal });
      abort.abort();
      await assert.rejects(response.text(), { name: 'AbortError' });
    });
    test('rejects with the cause', async () => {
      await assert.rejects(fetch('http://127.0.0.1:1/'), error => {
        assert.ok(error instanceof TypeError);
        return error.cause !== undefined;
      });
      await assert.rejects(fetch('no address'), TypeError);
    });
    test('clones', async t => {
      const { origin } = await serve(t, (_, response) => response.end('hey'));
      const response = await fetch(origin);
      const copy = response.clone();
      assert.deepEqual(await Promise.all([response.text(), copy.text()]), ['hey', 'hey']);
    });
  });

test('a WebSocket talks', async t => {
  const { createHash } = require('node:crypto');
  const { server, origin } = await serve(t, echo);
  let connection;
  server.on('upgrade', ({ headers }, socket) => {
    connection = socket;
    const key = `${headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    const head = `upgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-accept: ${accept}`;
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${head}\r\n\r\n`);
    socket.write(Buffer.from([0x81, 3, ...Buffer.from('hey')]));
  });
  const socket = new undici.WebSocket(origin.replace('http', 'ws'));
  const [{ data }] = await once(socket, 'message');
  assert.equal(data, 'hey');
  connection.destroy();
  await once(socket, 'close');
});
