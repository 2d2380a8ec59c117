'use strict';
const assert = require('node:assert/strict');
const { builtinModules } = require('node:module');
const { describe, test } = require('node:test');
const { testLooks } = require('../looks');
const { testWays } = require('./ways');

const isThere = process.getBuiltinModule?.('node:sqlite') !== undefined;

describe('node:sqlite', { skip: !isThere }, () => {
  if (!isThere) return;
  const { DatabaseSync, StatementSync } = require('node:sqlite');
  testLooks('node:sqlite');
  testWays(DatabaseSync);

  test('is a class', () => {
    assert.throws(() => DatabaseSync(':memory:'), { code: 'ERR_CONSTRUCT_CALL_REQUIRED' });
    assert.throws(() => new StatementSync(), { code: 'ERR_ILLEGAL_CONSTRUCTOR' });
    assert.equal(builtinModules.includes('sqlite'), false);
  });
  test('a database may be opened later', () => {
    const database = new DatabaseSync(':memory:', { open: false });
    assert.throws(() => database.prepare('SELECT 1'), { code: 'ERR_INVALID_STATE' });
    database.open();
    assert.equal(database.prepare('SELECT 1 AS n').get().n, 1);
    database.close();
  });
  test('rows have no prototype', t => {
    const database = new DatabaseSync(':memory:');
    t.after(() => database.close());
    assert.equal(Object.getPrototypeOf(database.prepare('SELECT 1 AS n').get()), null);
  });
  test('errors have SQLite’s code and words', t => {
    const database = new DatabaseSync(':memory:');
    t.after(() => database.close());
    database.exec('CREATE TABLE words (word TEXT UNIQUE)');
    const insert = database.prepare("INSERT INTO words VALUES ('a')");
    insert.run();
    assert.throws(
      () => insert.run(),
      error =>
        error.code === 'ERR_SQLITE_ERROR' && error.errcode === 2067 && error.errstr === 'constraint failed',
    );
  });
  test('statements tell their text, and how it was expanded', t => {
    const database = new DatabaseSync(':memory:');
    t.after(() => database.close());
    const statement = database.prepare('SELECT ? AS n');
    statement.get(7);
    assert.deepEqual([statement.sourceSQL, statement.expandedSQL], ['SELECT ? AS n', 'SELECT 7.0 AS n']);
    statement.setReadBigInts(true);
    assert.equal(database.prepare('SELECT 1 AS n').get().n, 1);
  });
  test('the app’s functions throw through a statement', t => {
    const database = new DatabaseSync(':memory:');
    t.after(() => database.close());
    if (database.function === undefined) return;
    const error = new Error('mine');
    database.function('fails', () => {
      throw error;
    });
    assert.throws(
      () => database.prepare('SELECT fails()').get(),
      given => given === error,
    );
  });
});
