'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { describe, test } = require('node:test');
const makeKnex = require('knex');
const { ends } = require('../called');
const { testLooks } = require('../looks');

testLooks('knex');

const connection = process.env.TEST_POSTGRES_URL;

function open(t, options) {
  const knex = makeKnex({ client: 'pg', connection, pool: { min: 0, max: 2 }, ...options });
  t.after(() => knex.destroy());
  return knex;
}

describe('queries', () => {
  test('are promises when they are waited for', async t => {
    const knex = open(t);
    const query = knex.select(knex.raw('1 + 1 as two'));
    assert.equal(query.toString(), 'select 1 + 1 as two');
    assert.deepEqual(await query, [{ two: 2 }]);
    assert.deepEqual((await knex.raw('select ? as v', ['x'])).rows, [{ v: 'x' }]);
  });
  test('tables', async t => {
    const knex = open(t);
    const table = `hosts_${process.pid}`;
    t.after(() => makeKnex({ client: 'pg', connection }));
    await knex.schema.dropTableIfExists(table);
    await knex.schema.createTable(table, columns => {
      columns.increments('id');
      columns.string('name');
    });
    assert.deepEqual(await knex(table).insert({ name: 'a' }).returning('id'), [{ id: 1 }]);
    assert.deepEqual(await knex(table).where({ id: 1 }).first('name'), { name: 'a' });
    assert.equal(await knex(table).update({ name: 'b' }), 1);
    await knex.schema.dropTable(table);
  });
  test('transactions', async t => {
    const knex = open(t);
    assert.deepEqual(await knex.transaction(trx => trx.select(trx.raw('1 as v'))), [{ v: 1 }]);
    await assert.rejects(
      knex.transaction(async trx => {
        await trx.raw('select 1');
        throw new Error('mine');
      }),
      { message: 'mine' },
    );
  });
  test('streams and events', async t => {
    const knex = open(t);
    const heard = [];
    knex.on('query', ({ sql }) => heard.push(sql));
    knex.on('query-response', () => heard.push('response'));
    await knex.raw('select 1');
    assert.deepEqual(heard, ['select 1', 'response']);
  });
  test('are copied', async t => {
    const query = open(t).select(makeKnex({ client: 'pg' }).raw('1 as v'));
    assert.deepEqual([await query.clone(), await query], [[{ v: 1 }], [{ v: 1 }]]);
  });
});

describe('errors', () => {
  test('are what the server says, with the statement', async t => {
    await assert.rejects(open(t)('no_such_table').where({ a: 1 }), error => {
      assert.deepEqual(
        [error.code, error.message.startsWith('select * from "no_such_table"')],
        ['42P01', true],
      );
      return true;
    });
  });
  test('of bindings that cannot be shown', async t => {
    const binding = {
      toPostgres: () => '1',
      toString: () => assert.fail('shown'),
      [Symbol.toPrimitive]: () => assert.fail('shown'),
    };
    await assert.rejects(open(t).raw('select no_such_column, ?::int', [binding]), { code: '42703' });
  });
  test('of no connection', async t => {
    const knex = open(t, { connection: { host: '127.0.0.1', port: 1 }, acquireConnectionTimeout: 500 });
    await assert.rejects(knex.raw('select 1'), /ECONNREFUSED/);
  });
  test('that nobody handles end the process', () => {
    const script = `require('knex')({ client: 'pg', connection: ${JSON.stringify(connection)} })('no_such_table').then(() => {})`;
    assert.equal(ends(__dirname, script).status, 1);
  });
  test('of arguments are thrown where they are given', t => {
    const knex = open(t);
    assert.throws(() => knex.raw('select ?', [1, 2]).toString(), /Expected 2 bindings/);
    assert.throws(() => knex('t').where(undefined).toString(), /Undefined binding|undefined/i);
  });
});

test('the state of an AsyncLocalStorage is kept', async t => {
  const knex = open(t);
  const storage = new AsyncLocalStorage();
  const states = await Promise.all(
    ['1', '2'].map(n => storage.run(n, () => knex.raw('select 1').then(() => storage.getStore()))),
  );
  assert.deepEqual(states, ['1', '2']);
});
