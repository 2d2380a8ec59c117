'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const Database = require('better-sqlite3');
const { testLooks } = require('../looks');
const { testWays } = require('./ways');

testLooks('better-sqlite3');
describe('better-sqlite3', () => testWays(Database));

const open = t => {
  const database = new Database(':memory:');
  t.after(() => database.close());
  return database.exec('CREATE TABLE words (word TEXT UNIQUE)');
};

test('a class without new makes a database', () => {
  assert.equal(Database(':memory:') instanceof Database, true);
});
test('transactions give what their function gives, with its this and arguments', t => {
  const database = open(t);
  const own = {};
  const body = database.transaction(function body(...args) {
    return [this, args, database.inTransaction];
  });
  assert.deepEqual(body.call(own, 1, 2), [own, [1, 2], true]);
  assert.deepEqual(
    [typeof body.deferred, typeof body.immediate, body.database === database],
    ['function', 'function', true],
  );
});
test('transactions roll back, with the app’s own error', t => {
  const database = open(t);
  const error = Object.freeze(new Error('mine'));
  const body = database.transaction(() => {
    database.prepare("INSERT INTO words VALUES ('a')").run();
    throw error;
  });
  assert.throws(body, given => given === error);
  assert.equal(database.prepare('SELECT count(*) AS n FROM words').get().n, 0);
});
test('errors have a class and a code', t => {
  const database = open(t);
  const insert = database.prepare("INSERT INTO words VALUES ('a')");
  insert.run();
  assert.throws(
    () => insert.run(),
    error =>
      error instanceof Database.SqliteError &&
      error.code === 'SQLITE_CONSTRAINT_UNIQUE' &&
      Object.keys(error).join() === 'code',
  );
});
test('statements are chained: pluck, raw, expand, bind', t => {
  const database = open(t);
  const statement = database.prepare('SELECT ? AS n');
  assert.equal(statement.pluck(), statement);
  assert.equal(statement.get(1), 1);
  assert.deepEqual(database.prepare('SELECT 1 AS n').raw().all(), [[1]]);
  assert.deepEqual(database.prepare('SELECT 1 AS n').expand().get(), { $: { n: 1 } });
  assert.equal(database.prepare('SELECT ? AS n').bind(7).get().n, 7);
});
test('statements know their source and database', t => {
  const database = open(t);
  const statement = database.prepare('SELECT 1 AS n');
  assert.deepEqual(
    [statement.source, statement.database === database, statement.reader],
    ['SELECT 1 AS n', true, true],
  );
  assert.equal(statement.busy, false);
  const rows = statement.iterate();
  assert.equal(statement.busy, true);
  rows.return();
  assert.equal(statement.busy, false);
});
test('pragmas, functions and aggregates', t => {
  const database = open(t);
  assert.equal(database.pragma('user_version', { simple: true }), 0);
  database.function('twice', n => n * 2);
  assert.equal(database.prepare('SELECT twice(4) AS n').get().n, 8);
  const error = new Error('mine');
  database.function('fails', () => {
    throw error;
  });
  assert.throws(
    () => database.prepare('SELECT fails()').get(),
    given => given === error,
  );
});
test('verbose is called with each statement', () => {
  const seen = [];
  const database = new Database(':memory:', { verbose: (...args) => seen.push(args) });
  database.prepare('SELECT ? AS n').get(1);
  database.close();
  assert.deepEqual(seen, [['SELECT 1.0 AS n']]);
});
test('a statement cannot run while its rows are read', t => {
  const statement = open(t).prepare('SELECT 1 AS n');
  const rows = statement.iterate();
  assert.throws(() => statement.get(), /busy|executing/);
  rows.return();
});
