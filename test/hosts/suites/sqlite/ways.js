'use strict';
const assert = require('node:assert/strict');
const { test } = require('node:test');

/** Tests of the classes that `node:sqlite` and better-sqlite3 have in common. */
exports.testWays = function testWays(Database) {
  const open = t => {
    const database = new Database(':memory:');
    t.after(() => database.close());
    database.exec('CREATE TABLE words (word TEXT UNIQUE, n INT)');
    return database;
  };

  test('exec gives what it gives, and runs several statements', t => {
    const database = open(t);
    const given = database.exec("INSERT INTO words VALUES ('a', 1); INSERT INTO words VALUES ('b', 2)");
    assert.ok(given === undefined || given === database);
    assert.equal(database.prepare('SELECT count(*) AS n FROM words').get().n, 2);
  });
  test('run, get, all and iterate', t => {
    const database = open(t);
    const insert = database.prepare('INSERT INTO words VALUES (?, ?)');
    const { changes, lastInsertRowid } = insert.run('a', 1);
    assert.deepEqual([changes, lastInsertRowid], [1, 1]);
    insert.run('b', 2);
    const select = database.prepare('SELECT word, n FROM words ORDER BY n');
    assert.deepEqual({ ...select.get() }, { word: 'a', n: 1 });
    assert.deepEqual(
      select.all().map(row => row.word),
      ['a', 'b'],
    );
    assert.deepEqual(
      [...select.iterate()].map(row => row.n),
      [1, 2],
    );
    assert.equal(database.prepare('SELECT 1 WHERE 0').get(), undefined);
  });
  test('named parameters, by one frozen object', t => {
    const database = open(t);
    const statement = database.prepare('SELECT $a AS a, :b AS b, @c AS c');
    assert.deepEqual({ ...statement.get(Object.freeze({ a: 1, b: 2, c: 3 })) }, { a: 1, b: 2, c: 3 });
  });
  test('bytes, big numbers and null', t => {
    const database = open(t);
    const row = database
      .prepare('SELECT ? AS bytes, ? AS big, ? AS none')
      .get(Buffer.from('x'), 2n ** 40n, null);
    assert.deepEqual([Buffer.from(row.bytes).toString(), row.big, row.none], ['x', 2 ** 40, null]);
  });
  test('rows that are left early free their statement', t => {
    const database = open(t);
    for (const n of [1, 2, 3]) database.prepare('INSERT INTO words VALUES (?, ?)').run(String(n), n);
    const select = database.prepare('SELECT n FROM words ORDER BY n');
    for (const { n } of select.iterate()) {
      assert.equal(n, 1);
      break;
    }
    assert.equal(select.all().length, 3);
  });
  test('an iterator is one, step by step', t => {
    const rows = open(t).prepare('SELECT 1 AS n').iterate();
    assert.equal(typeof rows[Symbol.iterator], 'function');
    const first = rows.next();
    assert.deepEqual([first.done, { ...first.value }], [false, { n: 1 }]);
    assert.equal(rows.next().done, true);
  });
  test('errors of a statement are SQLite’s, and the caller is in their stack', t => {
    const database = open(t);
    const insert = database.prepare('INSERT INTO words VALUES (?, ?)');
    insert.run('a', 1);
    assert.throws(
      () => insert.run('a', 2),
      error => /UNIQUE constraint failed: words.word/.test(error.message) && error.stack.includes('ways.js'),
    );
    assert.throws(() => database.prepare('SELECT * FROM missing'), /no such table: missing/);
    assert.throws(() => database.exec('SELECT * FROM missing'), /no such table: missing/);
  });
  for (const bad of [undefined, null, 1, {}, Symbol('x')])
    test(`prepare and exec of ${String(bad)} throw a TypeError`, t => {
      const database = open(t);
      assert.throws(() => database.prepare(bad), TypeError);
      assert.throws(() => database.exec(bad), TypeError);
    });
  test('parameters that SQLite does not have throw', t => {
    const select = open(t).prepare('SELECT ? AS x');
    for (const method of ['get', 'all', 'run']) assert.throws(() => select[method](Symbol('x')));
    assert.throws(() => [...select.iterate(Symbol('x'))]);
  });
  test('methods on a foreign this throw', t => {
    const database = open(t);
    const statement = database.prepare('SELECT 1');
    for (const foreign of [undefined, null, {}, 1]) {
      assert.throws(() => database.prepare.call(foreign, 'SELECT 1'));
      assert.throws(() => database.exec.call(foreign, 'SELECT 1'));
      for (const method of ['run', 'get', 'all', 'iterate'])
        assert.throws(() => statement[method].call(foreign));
    }
  });
  test('a database that is closed throws', () => {
    const database = new Database(':memory:');
    database.close();
    assert.throws(() => database.prepare('SELECT 1'), /not open/);
    assert.throws(() => database.exec('SELECT 1'), /not open/);
  });
  test('methods keep name, number of parameters and attributes', t => {
    const database = open(t);
    const statement = database.prepare('SELECT 1');
    const looks = (object, name) => {
      const { value, ...attributes } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(object), name);
      return [value.name, value.length, 'prototype' in value, attributes];
    };
    const all = [
      ...['prepare', 'exec'].map(name => looks(database, name)),
      ...['run', 'get', 'all', 'iterate'].map(name => looks(statement, name)),
    ];
    assert.deepEqual(
      all.map(([name]) => name),
      ['prepare', 'exec', 'run', 'get', 'all', 'iterate'],
    );
    const own = [database, statement].flatMap(object => Reflect.ownKeys(object).map(String));
    assert.deepEqual(
      own.filter(key => /otel|span/i.test(key)),
      [],
    );
  });
  test('a subclass is one', t => {
    class Own extends Database {
      prepare(...args) {
        this.prepared = args[0];
        return super.prepare(...args);
      }
    }
    const database = new Own(':memory:');
    t.after(() => database.close());
    assert.equal(database.prepare('SELECT 1 AS n').get().n, 1);
    assert.deepEqual([database.prepared, database instanceof Database], ['SELECT 1 AS n', true]);
  });
};
