'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const Memcached = require('memcached');
const { called, ends } = require('../called');
const { testLooks } = require('../looks');

const server = new URL(process.env.TEST_MEMCACHED_URL).host;
let nextKey = 0;
const key = () => `hosts-${process.pid}-${nextKey++}`;

testLooks('memcached');

function connect(t, servers = server, options = {}) {
  const client = new Memcached(servers, { timeout: 2000, retries: 0, ...options });
  t.after(() => client.end());
  return client;
}

describe('commands', () => {
  test('set, get, gets, cas, append, incr, del', async t => {
    const [client, k] = [connect(t), key()];
    assert.deepEqual(await called(done => client.set(k, '1', 100, done)), [undefined, true]);
    assert.deepEqual(await called(done => client.get(k, done)), [undefined, '1']);
    assert.deepEqual(await called(done => client.incr(k, 2, done)), [undefined, 3]);
    const [, { cas }] = await called(done => client.gets(k, done));
    assert.deepEqual(await called(done => client.cas(k, '5', cas, 100, done)), [undefined, true]);
    assert.deepEqual(await called(done => client.append(k, '0', done)), [undefined, true]);
    assert.deepEqual(await called(done => client.del(k, done)), [undefined, true]);
  });
  test('getMulti, touch, add, replace', async t => {
    const [client, k] = [connect(t), key()];
    await called(done => client.add(k, 'v', 100, done));
    assert.deepEqual((await called(done => client.getMulti([k, key()], done)))[1], { [k]: 'v' });
    assert.deepEqual(await called(done => client.touch(k, 10, done)), [undefined, true]);
    assert.deepEqual(await called(done => client.replace(k, 'w', 10, done)), [undefined, true]);
  });
  test('several servers', async t => {
    const [client, k] = [connect(t, [server, server.replace('127.0.0.1', 'localhost')]), key()];
    await called(done => client.set(k, 'v', 100, done));
    assert.deepEqual(await called(done => client.get(k, done)), [undefined, 'v']);
  });
  test('`this` of a callback tells of the command', async t => {
    const client = connect(t);
    const [details] = await called(done =>
      client.get(key(), function () {
        done(this);
      }),
    );
    assert.deepEqual([details.type, typeof details.execution], ['get', 'number']);
  });
});

describe('arguments', () => {
  const both = [server, server.replace('127.0.0.1', 'localhost')];
  for (const [name, servers] of [
    ['one server', server],
    ['two servers', both],
  ]) {
    for (const [bad, message] of [
      [undefined, undefined],
      [null, undefined],
      [1, undefined],
      [{}, /should not contain any whitespace/],
      ['a key with spaces', /should not contain any whitespace/],
      ['x'.repeat(300), undefined],
    ])
      test(`a key that is ${JSON.stringify(bad)?.slice(0, 20)}, with ${name}`, async t => {
        const [error] = await called(done => connect(t, servers).get(bad, done));
        if (message === undefined) assert.equal(error?.message, undefined);
        else assert.match(error.message, message);
      });
    test(`no callback, with ${name}`, t => {
      assert.doesNotThrow(() => connect(t, servers).get('key'));
    });
  }
  test('command takes a function', t => {
    assert.throws(() => connect(t).command(undefined), TypeError);
  });
  test('what a callback throws is uncaught', () => {
    const script = `new (require('memcached'))(${JSON.stringify(server)}).get('x', () => { throw null })`;
    assert.equal(ends(__dirname, script).status, 1);
  });
});

test('a server that is not there', async t => {
  const client = connect(t, '127.0.0.1:1', { failures: 0, retries: 0 });
  const [error] = await called(done => client.get('x', done));
  assert.ok(error instanceof Error || typeof error === 'object');
});

test('may be extended', async t => {
  class Cache extends Memcached {
    get(k, done) {
      return super.get(k, (error, value) => done(error, `own ${value}`));
    }
  }
  const [client, k] = [new Cache(server), key()];
  t.after(() => client.end());
  await called(done => client.set(k, 'v', 10, done));
  assert.deepEqual(await called(done => client.get(k, done)), [undefined, 'own v']);
});
