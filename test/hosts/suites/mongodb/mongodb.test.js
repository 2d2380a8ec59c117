'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { describe, test } = require('node:test');
const mongodb = require('mongodb');
const { ends } = require('../called');
const { testLooks } = require('../looks');

testLooks('mongodb');

const url = process.env.TEST_MONGODB_URL;
let nextName = 0;

async function open(t, options) {
  const client = new mongodb.MongoClient(url, options);
  await client.connect();
  t.after(() => client.close());
  const collection = client.db().collection(`hosts_${process.pid}_${nextName++}`);
  return { client, collection };
}

describe('collections', () => {
  test('insert, find, update, delete', async t => {
    const { collection } = await open(t);
    const document = { _id: 1, a: 1 };
    assert.deepEqual(await collection.insertOne(document), { acknowledged: true, insertedId: 1 });
    assert.deepEqual(Reflect.ownKeys(document), ['_id', 'a']);
    await collection.insertMany([{ _id: 2 }, { _id: 3 }]);
    assert.deepEqual(
      await collection
        .find({ _id: { $gt: 1 } })
        .sort({ _id: 1 })
        .toArray(),
      [{ _id: 2 }, { _id: 3 }],
    );
    assert.equal((await collection.updateOne({ _id: 1 }, { $set: { a: 2 } })).modifiedCount, 1);
    assert.deepEqual(await collection.findOne({ _id: 1 }), { _id: 1, a: 2 });
    assert.equal((await collection.deleteMany({})).deletedCount, 3);
    assert.equal(await collection.countDocuments(), 0);
  });
  test('cursors', async t => {
    const { collection } = await open(t);
    await collection.insertMany(Array.from({ length: 20 }, (_, _id) => ({ _id })));
    const ids = [];
    for await (const { _id } of collection.find().batchSize(3)) ids.push(_id);
    assert.equal(ids.length, 20);
    assert.deepEqual(await collection.aggregate([{ $match: { _id: 7 } }]).toArray(), [{ _id: 7 }]);
  });
  test('filters and documents may be frozen', async t => {
    const { collection } = await open(t);
    await collection.insertOne(Object.freeze({ _id: 1 }));
    assert.deepEqual(await collection.findOne(Object.freeze({ _id: 1 })), { _id: 1 });
  });
  test('getters are read as often', async t => {
    const { collection } = await open(t);
    let reads = 0;
    await collection.insertOne({
      _id: 1,
      get value() {
        reads += 1;
        return 1;
      },
    });
    const bare = reads;
    assert.ok(bare >= 1 && bare <= 2, String(bare));
  });
});

describe('errors', () => {
  test('are what the server says', async t => {
    const { collection } = await open(t);
    await collection.insertOne({ _id: 1 });
    await assert.rejects(collection.insertOne({ _id: 1 }), { name: 'MongoServerError', code: 11000 });
    await assert.rejects(collection.find({ $nosuch: 1 }).toArray(), { name: 'MongoServerError' });
  });
  for (const bad of [undefined, null, 1, 'x'])
    test(`command(${JSON.stringify(bad)})`, async t => {
      const { client } = await open(t);
      await assert.rejects(async () => await client.db().command(bad));
    });
  test('that nobody handles end the process', () => {
    const script = `
      const { MongoClient } = require('mongodb');
      const client = new MongoClient(${JSON.stringify(url)});
      client.connect().then(() => { client.db().command({ nosuch: 1 }); });
    `;
    const { status, stderr } = ends(__dirname, script);
    assert.equal(status, 1);
    assert.match(stderr, /nosuch/);
  });
  test('of a server that is not there', async () => {
    const client = new mongodb.MongoClient('mongodb://127.0.0.1:1', { serverSelectionTimeoutMS: 100 });
    await assert.rejects(client.connect(), { name: 'MongoServerSelectionError' });
  });
  test('when the client is closed', async t => {
    const { client, collection } = await open(t);
    await client.close();
    await assert.rejects(collection.findOne(), /closed|connected/);
  });
});

describe('clients', () => {
  test('tell of commands', async t => {
    const { client, collection } = await open(t, { monitorCommands: true });
    const heard = [];
    client.on('commandStarted', ({ commandName }) => heard.push(commandName));
    await collection.findOne();
    assert.deepEqual(heard, ['find']);
  });
  test('have sessions', async t => {
    const { client, collection } = await open(t);
    await client.withSession(session => collection.findOne({}, { session }));
  });
  test('keep the state of an AsyncLocalStorage', async t => {
    const { collection } = await open(t);
    const storage = new AsyncLocalStorage();
    const states = await Promise.all(
      ['1', '2'].map(n => storage.run(n, () => collection.findOne().then(() => storage.getStore()))),
    );
    assert.deepEqual(states, ['1', '2']);
  });
});
