'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const cassandra = require('cassandra-driver');
const { called, ends } = require('../called');
const { testLooks } = require('../looks');

testLooks('cassandra-driver');

/* Without a server: refusals. */
const makeClient = t => {
  const client = new cassandra.Client({ contactPoints: ['127.0.0.1:1'], localDataCenter: 'dc' });
  t.after(() => client.shutdown());
  return client;
};

describe('clients', () => {
  test('have the methods that they had', t => {
    const { execute, batch, stream } = makeClient(t);
    assert.deepEqual([execute.length, batch.length, stream.length], [4, 3, 4]);
    assert.deepEqual([cassandra.Client.name, makeClient(t).constructor], ['Client', cassandra.Client]);
  });
  for (const query of [undefined, null, 1, {}, 'select'])
    test(`execute(${JSON.stringify(query)}) is rejected`, async t => {
      await assert.rejects(makeClient(t).execute(query), error => error instanceof Error);
      const [error] = await called(done => makeClient(t).execute(query, done));
      assert.ok(error instanceof Error);
    });
  for (const queries of [undefined, null, 1, [], [undefined], [{}], ['select', { query: 'select' }]])
    test(`batch(${JSON.stringify(queries)}) is rejected`, async t => {
      const outcome = await Promise.resolve()
        .then(() => makeClient(t).batch(queries))
        .catch(error => error);
      assert.ok(outcome instanceof Error);
      const [error] = await called(done => {
        try {
          makeClient(t).batch(queries, done);
        } catch (thrown) {
          done(thrown);
        }
      });
      assert.ok(error instanceof Error);
    });
  test('streams tell of errors, by event and by callback', async t => {
    const stream = makeClient(t).stream('select');
    const error = await new Promise(resolve => stream.on('error', resolve));
    assert.equal(error.name, 'NoHostAvailableError');
    const [heard] = await called(done =>
      makeClient(t)
        .stream('select', [], {}, done)
        .on('error', () => {}),
    );
    assert.equal(heard.name, 'NoHostAvailableError');
  });
  test('eachRow', async t => {
    const [error] = await called(done => makeClient(t).eachRow('select', [], {}, () => {}, done));
    assert.equal(error.name, 'NoHostAvailableError');
  });
  test('a rejection that nobody handles ends the process', () => {
    const script = `new (require('cassandra-driver').Client)({ contactPoints: ['127.0.0.1:1'], localDataCenter: 'dc' }).execute('x')`;
    assert.equal(ends(__dirname, script).status, 1);
  });
});
