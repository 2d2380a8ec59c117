'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { once } = require('node:events');
const { describe, test } = require('node:test');
// iovalkey is made from ioredis 5.
const ioredis = require(process.env.HOSTS_CLIENT ?? 'ioredis');

const Redis = ioredis.Redis ?? ioredis;
const url = process.env.TEST_REDIS_URL;
let nextKey = 0;
/** A key that no other test uses. */
const key = () => `hosts:${process.pid}:${nextKey++}`;

/** A client for one test. */
function connect(t, options = {}) {
  const client = new Redis(url, { maxRetriesPerRequest: 1, ...options });
  t.after(() => client.disconnect());
  return client;
}

describe('commands', () => {
  test('strings', async t => {
    const [redis, k] = [connect(t), key()];
    assert.equal(await redis.set(k, 'v', 'EX', 100), 'OK');
    assert.equal(await redis.get(k), 'v');
    assert.equal(await redis.append(k, 'w'), 2);
    assert.equal(await redis.strlen(k), 2);
    assert.equal(await redis.del(k), 1);
    assert.equal(await redis.get(k), null);
  });
  test('numbers', async t => {
    const [redis, k] = [connect(t), key()];
    assert.deepEqual([await redis.incr(k), await redis.incrby(k, 5), await redis.decr(k)], [1, 6, 5]);
    assert.equal(await redis.incrbyfloat(k, 0.5), '5.5');
  });
  test('hashes give objects', async t => {
    const [redis, k] = [connect(t), key()];
    assert.equal(await redis.hset(k, { a: 1, b: 'x' }), 2);
    assert.deepEqual({ ...(await redis.hgetall(k)) }, { a: '1', b: 'x' });
    assert.deepEqual(await redis.hmget(k, 'a', 'none'), ['1', null]);
  });
  test('hashes take maps', async t => {
    const [redis, k] = [connect(t), key()];
    await redis.hset(k, new Map([['a', 1]]));
    assert.equal(await redis.hget(k, 'a'), '1');
  });
  test('lists', async t => {
    const [redis, k] = [connect(t), key()];
    await redis.rpush(k, 'a', 'b', 'c');
    assert.deepEqual(await redis.lrange(k, 0, -1), ['a', 'b', 'c']);
    assert.equal(await redis.lpop(k), 'a');
  });
  test('sets and sorted sets', async t => {
    const [redis, k] = [connect(t), key()];
    await redis.sadd(`${k}s`, ['a', 'b', 'b']);
    assert.deepEqual((await redis.smembers(`${k}s`)).sort(), ['a', 'b']);
    await redis.zadd(`${k}z`, 2, 'two', 1, 'one');
    assert.deepEqual(await redis.zrange(`${k}z`, 0, -1, 'WITHSCORES'), ['one', '1', 'two', '2']);
  });
  test('bytes', async t => {
    const [redis, k] = [connect(t), key()];
    const bytes = Buffer.from([0, 255, 128]);
    await redis.set(k, bytes);
    assert.ok((await redis.getBuffer(k)).equals(bytes));
  });
  test('arguments may be nested, and are strings in the end', async t => {
    const [redis, k] = [connect(t), key()];
    await redis.mset([`${k}1`, 1, `${k}2`, true]);
    assert.deepEqual(await redis.mget([`${k}1`, `${k}2`]), ['1', 'true']);
  });
  test('call() sends what has no method', async t => {
    const redis = connect(t);
    assert.equal(await redis.call('ECHO', 'hey'), 'hey');
    assert.equal((await redis.callBuffer('ECHO', 'hey')).toString(), 'hey');
  });
  test('call back', async t => {
    const [redis, k] = [connect(t), key()];
    await new Promise((resolve, reject) => redis.set(k, 'v', error => (error ? reject(error) : resolve())));
    const value = await new Promise(resolve => redis.get(k, (_, result) => resolve(result)));
    assert.equal(value, 'v');
  });
  test('a callback that wants an error gets it', async t => {
    const redis = connect(t);
    const error = await new Promise(resolve => redis.call('NOSUCH', resolve));
    assert.equal(error.name, 'ReplyError');
  });
  test('sendCommand takes a Command', async t => {
    const redis = connect(t);
    const command = new Redis.Command('ECHO', ['hey'], { replyEncoding: 'utf8' });
    assert.equal(await redis.sendCommand(command), 'hey');
  });
  test('100 at once are answered in order', async t => {
    const [redis, k] = [connect(t), key()];
    const replies = await Promise.all(Array.from({ length: 100 }, () => redis.incr(k)));
    assert.deepEqual(
      replies,
      Array.from({ length: 100 }, (_, index) => index + 1),
    );
  });
  test('a key prefix is put before every key', async t => {
    const [redis, plain, k] = [connect(t, { keyPrefix: 'pre:' }), connect(t), key()];
    await redis.mset(`${k}a`, 1, `${k}b`, 2);
    assert.equal(await plain.get(`pre:${k}a`), '1');
  });
  test('automatic pipelining', async t => {
    const [redis, k] = [connect(t, { enableAutoPipelining: true }), key()];
    const replies = await Promise.all([redis.set(k, 'v'), redis.get(k), redis.strlen(k)]);
    assert.deepEqual(replies, ['OK', 'v', 1]);
  });
});

describe('errors', () => {
  test('say what the server says, and name the command', async t => {
    const [redis, k] = [connect(t), key()];
    await redis.set(k, 'text');
    await assert.rejects(redis.lpush(k, 'x'), error => {
      assert.match(error.message, /^WRONGTYPE/);
      assert.deepEqual([error.name, error.command], ['ReplyError', { name: 'lpush', args: [k, 'x'] }]);
      return true;
    });
  });
  test('when there is no server', async () => {
    const redis = new Redis(1, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null });
    const heard = once(redis, 'error');
    await assert.rejects(redis.connect(), /Connection is closed|ECONNREFUSED/);
    assert.equal((await heard)[0].code, 'ECONNREFUSED');
  });
  test('when the client has quit', async t => {
    const redis = connect(t);
    await redis.quit();
    await assert.rejects(redis.get('x'), { message: 'Connection is closed.' });
  });
  test('when commands may not wait for a connection', async t => {
    const redis = connect(t, { enableOfflineQueue: false, lazyConnect: true });
    await assert.rejects(redis.get('x'), /isn't writeable|enableOfflineQueue/);
  });
  test('when an answer takes too long', async t => {
    const redis = connect(t, { commandTimeout: 50 });
    await redis.ping();
    await assert.rejects(redis.blpop(key(), 5), { message: 'Command timed out' });
  });
});

describe('pipelines', () => {
  test('give pairs of error and result', async t => {
    const [redis, k] = [connect(t), key()];
    const results = await redis.pipeline().set(k, 'v').get(k).lpush(k, 'x').exec();
    assert.deepEqual(results.slice(0, 2), [
      [null, 'OK'],
      [null, 'v'],
    ]);
    assert.match(results[2][0].message, /^WRONGTYPE/);
  });
  test('take lists, and callbacks of each command', async t => {
    const [redis, k] = [connect(t), key()];
    const seen = [];
    const pipeline = redis.pipeline([['set', k, '1']]);
    pipeline.incr(k, (error, value) => seen.push(error, value));
    assert.equal(pipeline.length, 2);
    assert.deepEqual(await pipeline.exec(), [
      [null, 'OK'],
      [null, 2],
    ]);
    assert.deepEqual(seen, [null, 2]);
  });
  test('call back', async t => {
    const redis = connect(t);
    const results = await new Promise(resolve =>
      redis
        .pipeline()
        .ping()
        .exec((_, all) => resolve(all)),
    );
    assert.deepEqual(results, [[null, 'PONG']]);
  });
  test('multi is one transaction', async t => {
    const [redis, k] = [connect(t), key()];
    assert.deepEqual(await redis.multi().set(k, 1).incr(k).exec(), [
      [null, 'OK'],
      [null, 2],
    ]);
  });
  test('multi without a pipeline', async t => {
    const [redis, k] = [connect(t), key()];
    assert.equal(await redis.multi({ pipeline: false }), 'OK');
    assert.equal(await redis.set(k, 1), 'QUEUED');
    assert.deepEqual(await redis.exec(), [[null, 'OK']]);
  });
  test('a watched key that changed ends a transaction', async t => {
    const [redis, other, k] = [connect(t), connect(t), key()];
    await redis.watch(k);
    await other.set(k, 'changed');
    assert.equal(await redis.multi().set(k, 'mine').exec(), null);
  });
  test('discard', async t => {
    const redis = connect(t);
    await redis.multi({ pipeline: false });
    assert.equal(await redis.discard(), 'OK');
  });
});

describe('scripts', () => {
  test('eval', async t => {
    const [redis, k] = [connect(t), key()];
    assert.deepEqual(await redis.eval('return {KEYS[1], ARGV[1]}', 1, k, 'x'), [k, 'x']);
  });
  test('defineCommand adds a method, to pipelines, too', async t => {
    const [redis, k] = [connect(t), key()];
    redis.defineCommand('setAndGet', {
      numberOfKeys: 1,
      lua: "redis.call('SET', KEYS[1], ARGV[1]) return redis.call('GET', KEYS[1])",
    });
    assert.equal(await redis.setAndGet(k, 'v'), 'v');
    assert.deepEqual(await redis.pipeline().setAndGet(k, 'w').exec(), [[null, 'w']]);
  });
  test('as an option', async t => {
    const scripts = { twice: { numberOfKeys: 0, lua: 'return ARGV[1] * 2' } };
    assert.equal(await connect(t, { scripts }).twice(21), 42);
  });
});

describe('publish and subscribe', () => {
  test('messages come to who subscribed', async t => {
    const [subscriber, publisher, channel] = [connect(t), connect(t), key()];
    assert.equal(await subscriber.subscribe(channel), 1);
    const message = once(subscriber, 'message');
    await publisher.publish(channel, 'hey');
    assert.deepEqual(await message, [channel, 'hey']);
    assert.equal(await subscriber.unsubscribe(channel), 0);
  });
  test('by pattern', async t => {
    const [subscriber, publisher, channel] = [connect(t), connect(t), key()];
    await subscriber.psubscribe(`${channel}*`);
    const message = once(subscriber, 'pmessage');
    await publisher.publish(`${channel}x`, 'hey');
    assert.deepEqual(await message, [`${channel}*`, `${channel}x`, 'hey']);
  });
  test('as bytes', async t => {
    const [subscriber, publisher, channel] = [connect(t), connect(t), key()];
    await subscriber.subscribe(channel);
    const message = once(subscriber, 'messageBuffer');
    await publisher.publish(channel, Buffer.from([0, 255]));
    assert.ok((await message)[1].equals(Buffer.from([0, 255])));
  });
});

describe('scanning and monitoring', () => {
  test('scanStream', async t => {
    const [redis, k] = [connect(t), key()];
    await Promise.all(Array.from({ length: 30 }, (_, index) => redis.set(`${k}:${index}`, index)));
    const found = new Set();
    for await (const keys of redis.scanStream({ match: `${k}:*`, count: 5 }))
      for (const one of keys) found.add(one);
    assert.equal(found.size, 30);
  });
  test('hscanStream', async t => {
    const [redis, k] = [connect(t), key()];
    await redis.hset(k, { a: 1, b: 2 });
    const found = [];
    for await (const pairs of redis.hscanStream(k)) found.push(...pairs);
    assert.deepEqual(found.sort(), ['1', '2', 'a', 'b']);
  });
  test('monitor', async t => {
    const [redis, k] = [connect(t), key()];
    const monitor = await redis.monitor();
    t.after(() => monitor.disconnect());
    const seen = new Promise(resolve => {
      monitor.on('monitor', (_, args) => {
        if (args[1] === k) resolve(args);
      });
    });
    await redis.get(k);
    assert.deepEqual(await seen, ['get', k]);
  });
});

describe('connections', () => {
  test('events come in order', async t => {
    const redis = connect(t, { lazyConnect: true });
    const events = [];
    for (const name of ['connecting', 'connect', 'ready', 'close', 'end'])
      redis.on(name, () => events.push(name));
    await redis.connect();
    assert.equal(redis.status, 'ready');
    const ended = once(redis, 'end');
    await redis.quit();
    await ended;
    assert.deepEqual(events, ['connecting', 'connect', 'ready', 'close', 'end']);
  });
  test('connect() calls back', async t => {
    const redis = connect(t, { lazyConnect: true });
    await new Promise((resolve, reject) => redis.connect(error => (error ? reject(error) : resolve())));
    assert.equal(await redis.ping(), 'PONG');
  });
  test('connect() twice is refused', async t => {
    const redis = connect(t, { lazyConnect: true });
    const first = redis.connect();
    await assert.rejects(redis.connect(), /already connecting/);
    await first;
  });
  test('a lost connection comes back', async t => {
    const redis = connect(t, { retryStrategy: () => 10, maxRetriesPerRequest: 20 });
    const other = connect(t);
    const id = await redis.client('ID');
    const reconnecting = once(redis, 'reconnecting');
    await other.client('KILL', 'ID', id);
    await reconnecting;
    assert.equal(await redis.ping(), 'PONG');
    assert.notEqual(await redis.client('ID'), id);
  });
  test('duplicate() has the options', async t => {
    const redis = connect(t, { keyPrefix: 'dup:' });
    const copy = redis.duplicate();
    t.after(() => copy.disconnect());
    assert.equal(copy.options.keyPrefix, 'dup:');
    assert.equal(await copy.ping(), 'PONG');
  });
  test('select', async t => {
    const [redis, k] = [connect(t, { db: 1 }), key()];
    await redis.set(k, 'in one');
    await redis.select(0);
    assert.equal(await redis.get(k), null);
    await redis.select(1);
    assert.equal(await redis.del(k), 1);
  });
});

describe('context', () => {
  test('of an AsyncLocalStorage stays apart for 100 at once, by promise and by callback', async t => {
    const [redis, storage] = [connect(t), new AsyncLocalStorage()];
    const numbers = Array.from({ length: 100 }, (_, index) => index);
    const seen = await Promise.all(
      numbers.map(n =>
        storage.run(n, async () => {
          await redis.ping();
          const awaited = storage.getStore();
          const called = await new Promise(resolve => redis.ping(() => resolve(storage.getStore())));
          return [awaited, called];
        }),
      ),
    );
    assert.deepEqual(
      seen.map(([awaited]) => awaited),
      numbers,
    );
  });
});
