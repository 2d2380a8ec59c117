'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { Client, Connection, errors } = require('@opensearch-project/opensearch');
const { called, ends } = require('../called');
const { serve } = require('../serve');
const { testLooks } = require('../looks');

testLooks('@opensearch-project/opensearch');

async function open(t, options) {
  const ask = await serve(t, (request, response) => {
    const chunks = [];
    request.on('data', chunk => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      response.statusCode = url.includes('missing') ? 404 : url.includes('broken') ? 500 : 200;
      response.setHeader('content-type', 'application/json');
      if (url.includes('torn')) return response.destroy();
      response.end(
        JSON.stringify({
          method,
          url,
          opaque: headers['x-opaque-id'],
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
  });
  const client = new Client({ node: ask.origin, maxRetries: 0, ...options });
  t.after(() => client.close());
  return client;
}

describe('requests', () => {
  test('give body, status, headers and meta', async t => {
    const client = await open(t);
    const result = await client.search({ index: 'orders', body: { query: { match_all: {} } } });
    assert.deepEqual(Object.keys(result), ['body', 'statusCode', 'headers', 'meta']);
    assert.deepEqual(
      [result.statusCode, result.body.url, result.body.body],
      [200, '/orders/_search', '{"query":{"match_all":{}}}'],
    );
    assert.deepEqual(Object.keys(result.meta), [
      'context',
      'request',
      'name',
      'connection',
      'attempts',
      'aborted',
    ]);
  });
  test('by a callback, with its own this', async t => {
    const client = await open(t);
    const [error, { body }] = await called(done => client.search({ index: 'orders' }, done));
    assert.deepEqual([error, body.url], [null, '/orders/_search']);
    const [failed] = await called(done => client.get({ index: 'missing', id: '1' }, {}, done));
    assert.equal(failed instanceof errors.ResponseError, true);
  });
  test('take frozen parameters and options', async t => {
    const client = await open(t);
    const { body } = await client.index(
      Object.freeze({ index: 'orders', body: Object.freeze({ a: 1 }) }),
      Object.freeze({ opaqueId: 'mine' }),
    );
    assert.deepEqual([body.opaque, body.body], ['mine', '{"a":1}']);
  });
  test('are promises with abort', async t => {
    const client = await open(t);
    const request = client.search({ index: 'orders' });
    assert.deepEqual(
      [typeof request.then, typeof request.catch, typeof request.abort],
      ['function', 'function', 'function'],
    );
    request.abort();
    await assert.rejects(request, errors.RequestAbortedError);
  });
  test('bulk and other helpers', async t => {
    const client = await open(t);
    const { body } = await client.bulk({ body: [{ index: { _index: 'a' } }, { b: 1 }] });
    assert.equal(body.body, '{"index":{"_index":"a"}}\n{"b":1}\n');
    assert.equal((await client.cat.health()).body.url, '/_cat/health');
    assert.equal((await client.http.get({ path: '/own' })).body.url, '/own');
    assert.equal((await client.transport.request({ method: 'GET', path: '/own' })).body.method, 'GET');
  });
  test('events have the context of their request', async t => {
    const client = await open(t);
    const seen = [];
    client.on('request', (error, event) => seen.push(error, event.meta.context?.mine));
    client.on('response', (error, event) => seen.push(error, event.statusCode));
    await client.search({ index: 'orders' }, { context: { mine: 1 } });
    assert.deepEqual(seen, [null, 1, null, 200]);
  });
});

describe('errors', () => {
  test('of the server', async t => {
    const client = await open(t);
    const error = await client.search({ index: 'missing' }).catch(given => given);
    assert.deepEqual(
      [error.name, error.statusCode, error.meta.body.url],
      ['ResponseError', 404, '/missing/_search'],
    );
    assert.equal((await client.search({ index: 'missing' }, { ignore: [404] })).statusCode, 404);
    assert.equal((await client.exists({ index: 'missing', id: '1' })).body, false);
  });
  test('of the connection', async t => {
    const client = await open(t);
    await assert.rejects(client.search({ index: 'torn' }), errors.ConnectionError);
    const nobody = new Client({ node: 'http://127.0.0.1:1', maxRetries: 0 });
    await assert.rejects(nobody.search({ index: 'a' }), errors.ConnectionError);
  });
  test('of parameters', async t => {
    const client = await open(t);
    await assert.rejects(async () => client.get({ index: 'a' }), errors.ConfigurationError);
    const [error] = await called(done => client.get({ index: 'a' }, done));
    assert.equal(error.name, 'ConfigurationError');
  });
  for (const bad of [1, 'text'])
    test(`search(${bad})`, async t => {
      const client = await open(t);
      const outcome = await (async () => client.search(bad))().catch(error => error);
      assert.ok(outcome instanceof Error || outcome.statusCode === 200);
    });
  test('that nobody handles end the process', () => {
    const script = `
      const { Client } = require('@opensearch-project/opensearch');
      new Client({ node: 'http://127.0.0.1:1', maxRetries: 0 }).search({ index: 'a' }).then(() => {});
    `;
    assert.equal(ends(__dirname, script).status, 1);
  });
});

test('classes of the app’s own, and child clients', async t => {
  const seen = [];
  class Own extends Connection {
    request(params, done) {
      seen.push(params.path, typeof done);
      return super.request(params, done);
    }
  }
  const client = await open(t, { Connection: Own });
  const child = client.child({ headers: { 'x-own': '1' } });
  assert.equal((await child.search({ index: 'orders' })).statusCode, 200);
  assert.deepEqual(seen, ['/orders/_search', 'function']);
  assert.equal(child instanceof Client, true);
});
