'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { called } = require('../called');

for (const name of ['generic-pool-2', 'generic-pool-2-old'])
  describe(name, () => {
    const { Pool } = require(name);
    const makePool = options => {
      let made = 0;
      return new Pool({
        name: 'p',
        create: done => done(null, { id: ++made }),
        destroy() {},
        max: 1,
        idleTimeoutMillis: 10,
        ...options,
      });
    };
    test('acquire gives whether the pool has room', async () => {
      const pool = makePool();
      let client;
      const hasRoom = pool.acquire((_error, one) => {
        client = one;
      });
      assert.equal(typeof hasRoom, 'boolean');
      assert.equal(
        pool.acquire(() => {}),
        false,
      );
      pool.release(client);
    });
    test('a callback gets all of its arguments', async () => {
      const pool = makePool();
      const args = await called(done => pool.acquire(done));
      assert.deepEqual([args.length, args[0], args[1].id], [2, null, 1]);
      pool.release(args[1]);
    });
    test('errors of the factory', async () => {
      const pool = makePool({ create: done => done(new Error('mine')) });
      assert.equal((await called(done => pool.acquire(done)))[0].message, 'mine');
    });
    test('a pool looks as it did', () => {
      assert.equal(Pool.name, require(name).Pool.name);
      assert.equal(typeof makePool().acquire, 'function');
    });
  });
