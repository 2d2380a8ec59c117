'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { describe, test } = require('node:test');
const { inspect } = require('node:util');
const redis = require('redis');
const { ends, heard } = require('../called');
const { testLooks } = require('../looks');

const url = process.env.TEST_REDIS_URL;
let nextKey = 0;
const key = () => `hosts:${process.pid}:${nextKey++}`;

testLooks('redis');

/** A connected client, for one test. */
async function connect(t, options) {
  const client = redis.createClient({ url, ...options });
  client.on('error', () => {});
  await client.connect();
  t.after(() => client.isOpen && client.destroy());
  return client;
}

describe('commands', () => {
  test('of strings, hashes, lists', async t => {
    const [client, k] = [await connect(t), key()];
    assert.equal(await client.set(k, 'v', { EX: 100 }), 'OK');
    assert.equal(await client.get(k), 'v');
    await client.hSet(`${k}h`, { a: 1 });
    assert.deepEqual({ ...(await client.hGetAll(`${k}h`)) }, { a: '1' });
    await client.rPush(`${k}l`, ['a', 'b']);
    assert.deepEqual(await client.lRange(`${k}l`, 0, -1), ['a', 'b']);
  });
  test('sent raw', async t => {
    assert.equal(await (await connect(t)).sendCommand(['ECHO', 'hey']), 'hey');
  });
  test('give native promises', async t => {
    const promise = (await connect(t)).ping();
    assert.equal(promise.constructor, Promise);
    assert.equal(await promise, 'PONG');
  });
  test('100 at once', async t => {
    const [client, k] = [await connect(t), key()];
    const replies = await Promise.all(Array.from({ length: 100 }, () => client.incr(k)));
    assert.deepEqual(
      replies,
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
  });
  for (const value of [undefined, null, {}, [], Symbol('s')])
    test(`of ${String(Object(value) === value ? inspect(value) : String(value))} are refused as redis does`, async t => {
      const client = await connect(t);
      const outcome = await Promise.resolve()
        .then(() => client.set(key(), value))
        .catch(error => error);
      assert.match(String(outcome), /TypeError|ERR|OK/);
    });
  test('buffers', async t => {
    const [client, k] = [await connect(t), key()];
    await client.set(k, Buffer.from([0, 255]));
    const typed = client.withTypeMapping({ [redis.RESP_TYPES.BLOB_STRING]: Buffer });
    assert.ok(Buffer.from([0, 255]).equals(await typed.get(k)));
  });
  test('a queue that is full', async t => {
    const client = redis.createClient({ url, disableOfflineQueue: true });
    client.on('error', () => {});
    t.after(() => client.isOpen && client.destroy());
    await assert.rejects(async () => await client.get('x'), /closed|offline/i);
  });
  test('aborted', async t => {
    const client = await connect(t);
    const signal = AbortSignal.abort();
    const promise = client.withAbortSignal?.(signal)?.get('x') ?? Promise.reject(new Error('aborted'));
    await assert.rejects(promise);
  });
});

describe('errors', () => {
  test('are what the server says', async t => {
    const [client, k] = [await connect(t), key()];
    await client.set(k, 'text');
    await assert.rejects(client.lPush(k, 'x'), /WRONGTYPE/);
  });
  test('that nobody handles end the process', () => {
    const script = `
      const client = require('redis').createClient({ url: ${JSON.stringify(url)} });
      client.connect().then(() => { client.sendCommand(['NOSUCH']); });
    `;
    const { status, stderr } = ends(__dirname, script);
    assert.equal(status, 1);
    assert.match(stderr, /NOSUCH/);
  });
  test('that are handled do not', () => {
    const script = `
      const client = require('redis').createClient({ url: ${JSON.stringify(url)} });
      client.connect().then(() => client.sendCommand(['NOSUCH']).catch(() => {})).then(() => client.destroy());
    `;
    const { status, stderr } = ends(__dirname, script);
    assert.deepEqual([status, stderr], [0, '']);
  });
  test('of a server that is not there', async () => {
    const client = redis.createClient({ socket: { port: 1, reconnectStrategy: false } });
    client.on('error', () => {});
    await assert.rejects(client.connect(), /ECONNREFUSED/);
  });
  test('connect gives the client', async t => {
    const client = redis.createClient({ url });
    client.on('error', () => {});
    t.after(() => client.destroy());
    assert.equal(await client.connect(), client);
  });
  test('when the client is closed', async t => {
    const client = await connect(t);
    await client.close();
    await assert.rejects(async () => await client.get('x'), /closed/);
  });
});

describe('transactions', () => {
  test('give all replies', async t => {
    const [client, k] = [await connect(t), key()];
    assert.deepEqual(await client.multi().set(k, '1').incr(k).get(k).exec(), ['OK', 2, '2']);
    assert.deepEqual(await client.multi().get(k).ping().execAsPipeline(), ['2', 'PONG']);
    assert.deepEqual(await client.multi().get(k).exec(true), ['2']);
    assert.deepEqual(await client.multi().exec(), []);
  });
  test('may be exec’d with errors among the replies', async t => {
    const [client, k] = [await connect(t), key()];
    await client.set(k, 'text');
    await assert.rejects(client.multi().get(k).lPush(k, 'x').exec(), error => {
      assert.equal(error.constructor.name, 'MultiErrorReply');
      assert.equal(error.replies[0], 'text');
      return true;
    });
  });
  test('chain, and have no properties but those of redis', async t => {
    const client = await connect(t);
    const multi = client.multi();
    const before = Reflect.ownKeys(multi).map(String);
    assert.equal(multi.ping(), multi);
    assert.deepEqual(Reflect.ownKeys(multi).map(String), before);
    assert.doesNotMatch(inspect(multi, { depth: 4 }), /opentelemetry/);
    await multi.exec();
  });
  test('watch', async t => {
    const [client, other, k] = [await connect(t), await connect(t), key()];
    await client.watch(k);
    await other.set(k, 'changed');
    await assert.rejects(client.multi().set(k, 'mine').exec(), /watched keys/);
  });
});

describe('clients', () => {
  test('duplicate, and keep their options', async t => {
    const client = await connect(t, { name: 'hosts' });
    const copy = client.duplicate();
    copy.on('error', () => {});
    await copy.connect();
    t.after(() => copy.destroy());
    assert.equal(await copy.ping(), 'PONG');
    assert.equal(copy.options.name, client.options.name);
  });
  test('publish and subscribe', async t => {
    const [client, subscriber] = [await connect(t), await connect(t)];
    const channel = key();
    const message = new Promise(resolve => subscriber.subscribe(channel, resolve));
    while ((await client.publish(channel, 'hey')) === 0) await new Promise(setImmediate);
    assert.equal(await message, 'hey');
  });
  test('scan', async t => {
    const [client, k] = [await connect(t), key()];
    await client.set(k, '1');
    const found = [];
    for await (const keys of client.scanIterator({ MATCH: `${k}*` })) found.push(...keys);
    assert.deepEqual(found, [k]);
  });
  test('pools', async t => {
    const pool = redis.createClientPool({ url });
    pool.on('error', () => {});
    await pool.connect();
    t.after(() => pool.destroy());
    assert.equal(await pool.ping(), 'PONG');
    assert.equal(await pool.execute(client => client.ping()), 'PONG');
  });
  test('emit ready and end', async () => {
    const client = redis.createClient({ url });
    client.on('error', () => {});
    const ready = heard(client, 'ready');
    await client.connect();
    await ready;
    client.destroy();
    assert.equal(client.isOpen, false);
  });
  test('keep the state of an AsyncLocalStorage', async t => {
    const client = await connect(t);
    const storage = new AsyncLocalStorage();
    const states = await Promise.all(
      ['1', '2'].map(n => storage.run(n, () => client.ping().then(() => storage.getStore()))),
    );
    assert.deepEqual(states, ['1', '2']);
  });
});
