'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const express = require('express');
const { serve } = require('../serve');

/** Returns an app's reading of a request. */
async function read(t, what, { settings = {}, path = '/', ...options } = {}) {
  const app = express();
  for (const [name, value] of Object.entries(settings)) app.set(name, value);
  app.use((request, response) => response.json(what(request) ?? null));
  const ask = await serve(t, app);
  return JSON.parse((await ask(path, options)).text);
}

describe('properties', () => {
  const forwarded = {
    'x-forwarded-for': '10.0.0.9, 10.0.0.8',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': 'shop.example.com',
  };
  test('query, simple and extended', async t => {
    const query = request => request.query;
    assert.deepEqual(await read(t, query, { path: '/?a=1&a=2&b[c]=3' }), { a: ['1', '2'], 'b[c]': '3' });
    const settings = { 'query parser': 'extended' };
    assert.deepEqual(await read(t, query, { path: '/?b[c]=3', settings }), { b: { c: '3' } });
  });
  test('path and originalUrl', async t => {
    const path = '/a/b?x=1';
    assert.deepEqual(await read(t, request => [request.path, request.originalUrl], { path }), ['/a/b', path]);
  });
  test('ip, protocol and hostname without a proxy', async t => {
    const seen = await read(t, ({ ip, protocol, secure }) => [ip, protocol, secure], { headers: forwarded });
    assert.deepEqual(seen, ['127.0.0.1', 'http', false]);
  });
  test('ip, ips, protocol and hostname behind a proxy', async t => {
    const what = ({ ip, ips, protocol, secure, hostname }) => [ip, ips, protocol, secure, hostname];
    const seen = await read(t, what, { headers: forwarded, settings: { 'trust proxy': true } });
    assert.deepEqual(seen, ['10.0.0.9', ['10.0.0.9', '10.0.0.8'], 'https', true, 'shop.example.com']);
  });
  test('subdomains', async t => {
    const headers = { host: 'tobi.ferrets.example.com' };
    assert.deepEqual(await read(t, request => request.subdomains, { headers }), ['ferrets', 'tobi']);
  });
  test('xhr', async t => {
    assert.equal(
      await read(t, request => request.xhr, { headers: { 'x-requested-with': 'XMLHttpRequest' } }),
      true,
    );
  });
  test('fresh and stale', async t => {
    const app = express().get('/', (request, response) => {
      response.set('etag', '"v1"');
      response.set('x-fresh', `${request.fresh} ${request.stale}`).end();
    });
    const ask = await serve(t, app);
    assert.equal((await ask('/', { headers: { 'if-none-match': '"v1"' } })).headers['x-fresh'], 'true false');
    assert.equal((await ask('/', { headers: { 'if-none-match': '"v2"' } })).headers['x-fresh'], 'false true');
  });
});

describe('methods', () => {
  test('get() and header()', async t => {
    const what = request => [request.get('X-One'), request.header('referrer'), request.get('none') ?? 'none'];
    assert.deepEqual(await read(t, what, { headers: { 'x-one': '1', referer: 'there' } }), [
      '1',
      'there',
      'none',
    ]);
  });
  test('accepts()', async t => {
    const headers = { accept: 'text/*;q=.5, application/json', 'accept-language': 'de, en;q=0.5' };
    const what = request => [
      request.accepts('html', 'json'),
      request.accepts('png'),
      request.acceptsLanguages('en', 'de'),
      request.acceptsEncodings('identity'),
    ];
    assert.deepEqual(await read(t, what, { headers }), ['json', false, 'de', 'identity']);
  });
  test('is()', async t => {
    const headers = { 'content-type': 'application/json; charset=utf-8' };
    const what = request => [request.is('json'), request.is('html'), request.is('application/*')];
    assert.deepEqual(await read(t, what, { headers, method: 'POST', body: '{}' }), [
      'json',
      false,
      'application/json',
    ]);
  });
  test('range()', async t => {
    const what = request => [...request.range(1000)];
    assert.deepEqual(await read(t, what, { headers: { range: 'bytes=0-50,51-100' } }), [
      { start: 0, end: 50 },
      { start: 51, end: 100 },
    ]);
  });
});

describe('bodies', () => {
  async function post(t, parser, type, body, headers = {}) {
    const app = express();
    app.use(parser);
    app.post('/', (request, response) => {
      const given = request.body;
      response.json(Buffer.isBuffer(given) ? { bytes: given.toString('hex') } : { body: given });
    });
    const ask = await serve(t, app);
    return ask('/', { method: 'POST', headers: { 'content-type': type, ...headers }, body });
  }

  test('json', async t => {
    const { text } = await post(t, express.json(), 'application/json', '{"a":[1,2]}');
    assert.deepEqual(JSON.parse(text), { body: { a: [1, 2] } });
  });
  test('json that is none is 400', async t => {
    assert.equal((await post(t, express.json(), 'application/json', '{"a":')).status, 400);
  });
  test('json over the limit is 413', async t => {
    const long = JSON.stringify('x'.repeat(2000));
    assert.equal(
      (await post(t, express.json({ limit: '1kb', strict: false }), 'application/json', long)).status,
      413,
    );
  });
  test('json compressed', async t => {
    const body = require('node:zlib').gzipSync('{"a":1}');
    const { text } = await post(t, express.json(), 'application/json', body, { 'content-encoding': 'gzip' });
    assert.deepEqual(JSON.parse(text), { body: { a: 1 } });
  });
  test('an unknown charset is 415', async t => {
    assert.equal((await post(t, express.json(), 'application/json; charset=x-none', '{}')).status, 415);
  });
  test('verify can refuse', async t => {
    const verify = () => {
      throw new Error('no');
    };
    assert.equal((await post(t, express.json({ verify }), 'application/json', '{}')).status, 403);
  });
  test('urlencoded', async t => {
    const extended = express.urlencoded({ extended: true });
    const { text } = await post(t, extended, 'application/x-www-form-urlencoded', 'a[b]=1&c=2&c=3');
    assert.deepEqual(JSON.parse(text), { body: { a: { b: '1' }, c: ['2', '3'] } });
  });
  test('raw', async t => {
    const { text } = await post(t, express.raw(), 'application/octet-stream', Buffer.from([0, 255]));
    assert.deepEqual(JSON.parse(text), { bytes: '00ff' });
  });
  test('text', async t => {
    const { text } = await post(t, express.text(), 'text/plain', 'grüße');
    assert.deepEqual(JSON.parse(text), { body: 'grüße' });
  });
  test('another type is left alone', async t => {
    assert.deepEqual(JSON.parse((await post(t, express.json(), 'text/plain', 'x')).text), {});
  });
  test('a handler may read the stream itself', async t => {
    const app = express();
    app.post('/', (request, response) => {
      let length = 0;
      request.on('data', chunk => {
        length += chunk.length;
      });
      request.on('end', () => response.send(String(length)));
    });
    const ask = await serve(t, app);
    assert.equal((await ask('/', { method: 'POST', body: Buffer.alloc(300_000) })).text, '300000');
  });
});
