'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { describe, test } = require('node:test');
const memoizer = require('lru-memoizer');
const { called } = require('../called');
const { testLooks } = require('../looks');

testLooks('lru-memoizer');

/** A memoized function, and how often it was loaded. */
function memoize(options) {
  const loads = [];
  const memoized = memoizer({
    load: (key, done) => {
      loads.push(key);
      setImmediate(() => done(null, { key }));
    },
    hash: key => key,
    max: 10,
    ...options,
  });
  return { memoized, loads };
}

describe('memoized functions', () => {
  test('load once', async () => {
    const { memoized, loads } = memoize();
    const [[, one], [, other]] = await Promise.all([
      called(done => memoized('a', done)),
      called(done => memoized('a', done)),
    ]);
    assert.deepEqual([one.key, other.key, loads], ['a', 'a', ['a']]);
  });
  test('have the properties that they are given', async () => {
    const { memoized } = memoize();
    await called(done => memoized('a', done));
    assert.deepEqual(memoized.keys(), ['a']);
    for (const name of ['hash', 'load', 'on', 'once']) assert.equal(typeof memoized[name], 'function');
    const hit = new Promise(resolve => memoized.once('hit', resolve));
    await called(done => memoized('a', done));
    assert.equal(await hit, 'a');
  });
  test('freeze and clone', async () => {
    const frozen = memoize({ freeze: true }).memoized;
    const [, value] = await called(done => frozen('a', done));
    assert.equal(Object.isFrozen(value), true);
  });
  test('pass errors', async () => {
    const { memoized } = memoize({ load: (_key, done) => done(new Error('mine')) });
    assert.equal((await called(done => memoized('a', done)))[0].message, 'mine');
  });
  test('run their callback in the state of an AsyncLocalStorage that it was given in', async () => {
    const storage = new AsyncLocalStorage();
    const { memoized } = memoize();
    const [state] = await storage.run('mine', () =>
      called(done => memoized('a', () => done(storage.getStore()))),
    );
    assert.equal(state, 'mine');
  });
  test('sync', () => {
    let loads = 0;
    const sync = memoizer.sync({ load: key => `${key}${++loads}`, hash: key => key, max: 10 });
    assert.deepEqual([sync('a'), sync('a')], ['a1', 'a1']);
  });
});
