'use strict';
const assert = require('node:assert/strict');
const http2 = require('node:http2');
const { describe, test } = require('node:test');
const { ends, heard } = require('../called');
const { testLooks } = require('../looks');

testLooks('node:http2');

async function open(t, listener, connect = {}) {
  const server = http2.createServer(listener);
  server.listen(0, '127.0.0.1');
  await heard(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}`;
  const client = http2.connect(url, connect);
  client.on('error', () => {});
  t.after(() => {
    client.destroy();
    server.close();
  });
  return { server, client, url };
}

async function read(stream) {
  const [headers, flags] = await heard(stream, 'response');
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return { headers, flags, text: Buffer.concat(chunks).toString() };
}

describe('streams of a server', () => {
  test('have their headers, flags, raw headers and this', async t => {
    const seen = [];
    const { server, client } = await open(t);
    server.on('stream', function (stream, headers, flags, raw, ...rest) {
      seen.push(
        this === server,
        headers[':path'],
        headers['x-own'],
        typeof flags,
        Array.isArray(raw),
        rest.length,
      );
      stream.respond({ ':status': 201, 'x-back': '1' });
      stream.end('done');
    });
    const { headers, text } = await read(client.request({ ':path': '/a?b=1', 'x-own': 'v' }));
    assert.deepEqual([headers[':status'], headers['x-back'], text], [201, '1', 'done']);
    assert.deepEqual(seen, [true, '/a?b=1', 'v', 'number', true, 0]);
  });
  test('send trailers and informational answers', async t => {
    const { server, client } = await open(t);
    server.on('stream', stream => {
      stream.additionalHeaders({ ':status': 103, link: 'x' });
      stream.respond({ ':status': 200 }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ sum: '1' }));
      stream.end();
    });
    const request = client.request({ ':path': '/' });
    const [[early], [trailers]] = await Promise.all([heard(request, 'headers'), heard(request, 'trailers')]);
    assert.deepEqual([early[':status'], trailers.sum], [103, '1']);
  });
  test('are reset, and refused', async t => {
    const { server, client } = await open(t);
    server.on('stream', stream => {
      stream.on('error', () => {});
      stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
    });
    const request = client.request({ ':path': '/' });
    const [error] = await heard(request, 'error');
    assert.equal(error.code, 'ERR_HTTP2_STREAM_ERROR');
    assert.equal(request.rstCode, http2.constants.NGHTTP2_REFUSED_STREAM);
  });
  test('twice answered are an error', async t => {
    const seen = [];
    const { server, client } = await open(t);
    server.on('stream', stream => {
      stream.respond({ ':status': 200 });
      try {
        stream.respond({ ':status': 200 });
      } catch (error) {
        seen.push(error.code);
      }
      stream.end();
    });
    await read(client.request({ ':path': '/' }));
    assert.deepEqual(seen, ['ERR_HTTP2_HEADERS_SENT']);
  });
});

describe('requests like those of HTTP/1', () => {
  test('have the request listener’s arguments and this', async t => {
    const seen = [];
    const { server, client } = await open(t, function (request, response) {
      seen.push(
        this === server,
        request.constructor.name,
        response.constructor.name,
        request.url,
        request.httpVersion,
      );
      response.writeHead(200, { 'x-back': '1' }).end('done');
    });
    const { headers, text } = await read(client.request({ ':path': '/x' }));
    assert.deepEqual([headers['x-back'], text], ['1', 'done']);
    assert.deepEqual(seen, [true, 'Http2ServerRequest', 'Http2ServerResponse', '/x', '2.0']);
  });
  test('are answered after the client has left', async t => {
    let ended;
    const over = new Promise(resolve => {
      ended = resolve;
    });
    const { client } = await open(t, (request, response) => {
      request.on('aborted', () => ended([response.writableEnded, response.stream.destroyed]));
    });
    const request = client.request({ ':path': '/', ':method': 'POST' });
    request.on('error', () => {});
    request.write('x');
    setTimeout(() => request.close(http2.constants.NGHTTP2_CANCEL), 50);
    assert.equal((await over)[0], false);
  });
  test('leave the server’s listeners as they are', async t => {
    const { server } = await open(t, () => {});
    assert.equal(server.listenerCount('request'), 1);
    assert.equal(server.listenerCount('stream'), http2.createServer(() => {}).listenerCount('stream'));
  });
});

describe('a client', () => {
  test('takes frozen headers and options, and no headers', async t => {
    const { server, client } = await open(t);
    server.on('stream', (stream, headers) => {
      stream.respond();
      stream.end(`${headers[':method']} ${headers[':path']}`);
    });
    const given = Object.freeze({ ':path': '/frozen' });
    assert.equal((await read(client.request(given, Object.freeze({ endStream: true })))).text, 'GET /frozen');
    assert.equal((await read(client.request())).text, 'GET /');
    assert.deepEqual(Object.keys(given), [':path']);
  });
  test('leaves the given headers as they are', async t => {
    const { server, client } = await open(t);
    server.on('stream', stream => {
      stream.respond();
      stream.end();
    });
    const given = { ':path': '/', 'x-own': '1' };
    const request = client.request(given);
    await read(request);
    assert.deepEqual(given, { ':path': '/', 'x-own': '1' });
    assert.equal(request.sentHeaders['x-own'], '1');
  });
  const refusals = [
    [null, 'ERR_INVALID_ARG_TYPE'],
    [1, 'ERR_INVALID_ARG_TYPE'],
    ['text', 'ERR_INVALID_ARG_TYPE'],
    [{ 'bad name': '1' }, 'ERR_INVALID_HTTP_TOKEN'],
    [{ ':unknown': '1' }, 'ERR_HTTP2_INVALID_PSEUDOHEADER'],
  ];
  for (const [bad, expected] of refusals)
    test(`refuses the headers ${JSON.stringify(bad)} as ever`, async t => {
      const { client } = await open(t, (_request, response) => response.end());
      let outcome;
      try {
        const request = client.request(bad);
        request.on('error', () => {});
        outcome = 'sent';
        request.close();
      } catch (error) {
        outcome = error.code;
      }
      assert.equal(outcome, expected);
    });
  test('that is closed refuses requests', async t => {
    const { client } = await open(t, (_request, response) => response.end());
    client.close();
    assert.throws(() => client.request({ ':path': '/' }), {
      code: /ERR_HTTP2_(INVALID_SESSION|GOAWAY_SESSION)/,
    });
  });
  test('without a server: an error of the session', async () => {
    const client = http2.connect('http://127.0.0.1:1');
    const [error] = await heard(client, 'error');
    assert.equal(error.code, 'ECONNREFUSED');
    const { status } = ends(
      __dirname,
      "require('http2').connect('http://127.0.0.1:1').request({ ':path': '/' })",
    );
    assert.equal(status, 1);
  });
  test('aborts by a signal', async t => {
    const { client } = await open(t, () => {});
    const controller = new AbortController();
    const request = client.request({ ':path': '/' }, { signal: controller.signal });
    controller.abort();
    const [error] = await heard(request, 'error');
    assert.equal(error.name, 'AbortError');
  });
  test('connects with a listener, and names its session', async t => {
    const { url } = await open(t);
    const seen = [];
    const client = http2.connect(url, {}, function (session) {
      seen.push(this === client, session === client, session.constructor.name);
      client.close();
    });
    await heard(client, 'close');
    assert.deepEqual(seen, [true, true, 'ClientHttp2Session']);
  });
});

test('errors that listeners throw reach the process', () => {
  const script = `
    const http2 = require('http2');
    process.on('uncaughtException', error => { console.log(error.message); process.exit(3); });
    const server = http2.createServer(() => { throw new Error('mine'); }).listen(0, '127.0.0.1', () =>
      http2.connect('http://127.0.0.1:' + server.address().port).request({ ':path': '/' }));
  `;
  const { status, stdout } = ends(__dirname, script);
  assert.deepEqual([status, stdout], [3, 'mine\n']);
});
