'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { describe, test } = require('node:test');
const pools = require('generic-pool');
const { ends } = require('../called');
const { testLooks } = require('../looks');

testLooks('generic-pool');

function makePool(t, factory = {}, options = {}) {
  let made = 0;
  const pool = pools.createPool(
    { create: async () => ({ id: ++made }), destroy: async () => {}, ...factory },
    { max: 1, ...options },
  );
  t.after(() => pool.clear());
  return pool;
}

describe('pools', () => {
  test('give and take back', async t => {
    const pool = makePool(t);
    const one = await pool.acquire();
    await pool.release(one);
    assert.equal(await pool.acquire(), one);
    assert.deepEqual([pool.size, pool.borrowed, pool.available], [1, 1, 0]);
    await pool.release(one);
  });
  test('give native promises', async t => {
    const pool = makePool(t);
    const promise = pool.acquire();
    assert.equal(promise instanceof Promise, true);
    await pool.release(await promise);
  });
  test('heed priorities', async t => {
    const pool = makePool(t, {}, { priorityRange: 2 });
    const first = await pool.acquire();
    const order = [];
    const low = pool.acquire(1).then(one => order.push('low') && pool.release(one));
    const high = pool.acquire(0).then(one => order.push('high') && pool.release(one));
    await pool.release(first);
    await Promise.all([low, high]);
    assert.deepEqual(order, ['high', 'low']);
  });
  test('use', async t => {
    const pool = makePool(t);
    assert.equal(await pool.use(async one => one.id), 1);
    await assert.rejects(
      pool.use(async () => {
        throw new Error('mine');
      }),
      { message: 'mine' },
    );
  });
  test('validate', async t => {
    const pool = makePool(t, { validate: async one => one.id > 1 }, { testOnBorrow: true });
    assert.equal((await pool.acquire()).id, 2);
  });
  test('reject when they are full or drain', async t => {
    const pool = makePool(t, {}, { maxWaitingClients: 0 });
    const one = await pool.acquire();
    await assert.rejects(pool.acquire(), /max waitingClients/);
    await pool.release(one);
    await pool.drain();
    await assert.rejects(pool.acquire(), /draining/);
  });
  test('a rejection that nobody handles ends the process', () => {
    const script = `
      const pool = require('generic-pool').createPool({ create: async () => ({}), destroy: async () => {} }, { maxWaitingClients: 0, max: 1 });
      pool.acquire(); pool.acquire();
    `;
    assert.equal(ends(__dirname, script).status, 1);
  });
  test('classes of the module', t => {
    const pool = makePool(t);
    assert.deepEqual(
      [pools.Pool.name, pool instanceof pools.Pool, pool.constructor],
      ['Pool', true, pools.Pool],
    );
    assert.deepEqual([pool.acquire.name, pool.acquire.length], ['acquire', 1]);
    assert.throws(() => pools.createPool(), TypeError);
  });
  test('may be extended', async t => {
    class Own extends pools.Pool {
      acquire(...args) {
        return super.acquire(...args).then(one => ({ own: one }));
      }
    }
    const { DefaultEvictor, Deque, PriorityQueue } = pools;
    const factory = { create: async () => 1, destroy: async () => {} };
    const pool = new Own(DefaultEvictor, Deque, PriorityQueue, factory, {});
    t.after(() => pool.clear());
    assert.deepEqual(await pool.acquire(), { own: 1 });
  });
  test('keep the state of an AsyncLocalStorage', async t => {
    const storage = new AsyncLocalStorage();
    const pool = makePool(t, {}, { max: 2 });
    const states = await Promise.all(
      ['1', '2'].map(n => storage.run(n, () => pool.acquire().then(() => storage.getStore()))),
    );
    assert.deepEqual(states, ['1', '2']);
  });
});
