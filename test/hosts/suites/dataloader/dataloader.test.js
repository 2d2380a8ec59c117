'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { describe, test } = require('node:test');
const DataLoader = require('dataloader');
const { ends } = require('../called');
const { testLooks } = require('../looks');

testLooks('dataloader');

/** A loader that gives each key's double, and the batches that it was asked for. */
function makeLoader(options) {
  const batches = [];
  const loader = new DataLoader(async keys => {
    batches.push(keys);
    return keys.map(key => key * 2);
  }, options);
  return { loader, batches };
}

describe('the class', () => {
  test('H9: has its name, and is the constructor of its instances', () => {
    const { loader } = makeLoader();
    assert.deepEqual([DataLoader.name, DataLoader.length], ['DataLoader', 2]);
    assert.equal(loader.constructor, DataLoader);
    assert.equal(loader instanceof DataLoader, true);
  });
  test('may be extended', async () => {
    class Users extends DataLoader {
      constructor() {
        super(async keys => keys.map(key => `user ${key}`));
      }
      load(key) {
        return super.load(String(key));
      }
    }
    const users = new Users();
    assert.equal(await users.load(1), 'user 1');
    assert.equal(users.constructor, Users);
  });
  for (const value of [undefined, null, 1, {}])
    test(`refuses ${JSON.stringify(value)} for a batch function`, () => {
      assert.throws(() => new DataLoader(value), /must be constructed with a function/);
    });
  test('keeps what an instance shows', async () => {
    const batchLoad = async keys => keys;
    const loader = new DataLoader(batchLoad, { name: 'mine' });
    const before = Object.keys(loader);
    await loader.load(1);
    assert.deepEqual([Object.keys(loader), loader.name], [before, 'mine']);
  });
});

describe('load', () => {
  test('makes one batch of what is asked for at once', async () => {
    const { loader, batches } = makeLoader();
    assert.deepEqual(await Promise.all([loader.load(1), loader.load(2), loader.load(1)]), [2, 4, 2]);
    assert.deepEqual(batches, [[1, 2]]);
  });
  test('makes one batch of what follows upon loads of another loader', async () => {
    const { loader: first } = makeLoader();
    const { loader: second, batches } = makeLoader();
    await Promise.all([1, 2].map(key => first.load(key).then(value => second.load(value))));
    assert.deepEqual(batches, [[2, 4]]);
  });
  test('`this` and arguments of the batch function', async () => {
    let seen;
    const loader = new DataLoader(function (...args) {
      seen = [this === loader, args.length, Array.isArray(args[0])];
      return Promise.resolve(args[0]);
    });
    await loader.load(1);
    assert.deepEqual(seen, [true, 1, true]);
  });
  for (const key of [undefined, null])
    test(`of ${key} throws`, () => {
      assert.throws(() => makeLoader().loader.load(key), /must be called with a value/);
    });
  test('rejects with errors among the values', async () => {
    const mine = new Error('mine');
    const loader = new DataLoader(async keys => keys.map(key => (key === 1 ? mine : key)));
    const [failed, fine] = await Promise.allSettled([loader.load(1), loader.load(2)]);
    assert.deepEqual([failed.reason, fine.value], [mine, 2]);
  });
  for (const reason of [new Error('mine'), null, undefined, 'text'])
    test(`rejects with what the batch function rejects with: ${String(reason)}`, async () => {
      const loader = new DataLoader(() => Promise.reject(reason));
      const [{ reason: seen }] = await Promise.allSettled([loader.load(1)]);
      assert.equal(seen, reason);
    });
  test('rejects with what the batch function throws', async () => {
    const loader = new DataLoader(() => {
      throw new Error('mine');
    });
    await assert.rejects(loader.load(1), /errored synchronously: Error: mine/);
  });
  for (const value of [undefined, null, 1, [1]])
    test(`a batch function that gives ${JSON.stringify(value)} is said to`, async () => {
      const loader = new DataLoader(() => value);
      await assert.rejects(async () => await loader.load(1), /did not return a Promise/);
    });
  test('a batch function that gives another number of values is said to', async () => {
    await assert.rejects(new DataLoader(async () => []).load(1), /same length/);
    await assert.rejects(new DataLoader(async () => 1).load(1), /Promise of an Array/);
  });
  test('a rejection that nobody looks at ends the process', () => {
    const script = `new (require('dataloader'))(async () => { throw new Error('mine') }).load(1)`;
    const { status, stderr } = ends(__dirname, script);
    assert.equal(status, 1);
    assert.match(stderr, /mine/);
  });
  test('a rejection that is looked at does not', () => {
    const script = `new (require('dataloader'))(async () => { throw new Error('mine') }).load(1).catch(() => {})`;
    assert.deepEqual(ends(__dirname, script), { status: 0, signal: null, stdout: '', stderr: '' });
  });
});

describe('others', () => {
  test('loadMany gives values and errors', async () => {
    const loader = new DataLoader(async keys => keys.map(key => (key === 1 ? new Error('mine') : key)));
    const [error, value] = await loader.loadMany([1, 2]);
    assert.deepEqual([error.message, value], ['mine', 2]);
    assert.throws(() => loader.loadMany(1), /array/i);
  });
  test('prime, clear and clearAll give the loader', async () => {
    const { loader, batches } = makeLoader();
    assert.equal(loader.prime(1, 'primed'), loader);
    assert.equal(await loader.load(1), 'primed');
    assert.equal(loader.clear(1), loader);
    assert.equal(loader.clearAll(), loader);
    assert.equal(await loader.load(1), 2);
    assert.equal(batches.length, 1);
  });
  test('options', async () => {
    const { loader, batches } = makeLoader({ batch: false, cache: false });
    await Promise.all([loader.load(1), loader.load(1)]);
    assert.deepEqual(batches, [[1], [1]]);
    const scheduled = makeLoader({ batchScheduleFn: run => setImmediate(run), cacheKeyFn: key => key % 2 });
    assert.deepEqual(await Promise.all([scheduled.loader.load(1), scheduled.loader.load(3)]), [2, 2]);
  });
  test('the state of an AsyncLocalStorage is kept', async () => {
    const storage = new AsyncLocalStorage();
    const { loader } = makeLoader();
    const states = await Promise.all(
      ['1', '2'].map(n => storage.run(n, () => loader.load(Number(n)).then(() => storage.getStore()))),
    );
    assert.deepEqual(states, ['1', '2']);
  });
});
