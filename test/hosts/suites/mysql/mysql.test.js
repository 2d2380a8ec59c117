'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const mysql = require('mysql');
const { called, ends, heard } = require('../called');
const { testLooks } = require('../looks');

const { hostname, port, username, password, pathname } = new URL(process.env.TEST_MARIADB_URL);
const config = { host: hostname, port, user: username, password, database: pathname.slice(1) };

testLooks('mysql', 'mysql/lib/Connection', 'mysql/lib/Pool', 'mysql/lib/PoolCluster');

/** A connection for one test. */
function connect(t, options) {
  const connection = mysql.createConnection({ ...config, ...options });
  connection.on('error', () => {});
  t.after(() => connection.destroy());
  return connection;
}

function makePool(t, options) {
  const pool = mysql.createPool({ connectionLimit: 2, ...config, ...options });
  t.after(() => new Promise(resolve => pool.end(resolve)));
  return pool;
}

describe('connections', () => {
  test('give rows and fields to a callback', async t => {
    const connection = connect(t);
    const [error, rows, fields] = await called(done => connection.query('SELECT 1 + 1 AS two', done));
    assert.equal(error, null);
    assert.deepEqual([{ ...rows[0] }, fields.map(field => field.name)], [{ two: 2 }, ['two']]);
  });
  test('take values, in an array, alone, and in the options', async t => {
    const connection = connect(t);
    const rows = await Promise.all([
      called(done => connection.query('SELECT ? AS v', [1], done)),
      called(done => connection.query('SELECT ? AS v', 2, done)),
      called(done => connection.query({ sql: 'SELECT ? AS v', values: [3] }, done)),
      called(done => connection.query({ sql: 'SELECT ? AS v' }, [4], done)),
    ]);
    assert.deepEqual(
      rows.map(([, [row]]) => row.v),
      [1, 2, 3, 4],
    );
  });
  test('values that cannot be shown do not matter', async t => {
    const values = [{ toSqlString: () => '7' }];
    values.toString = () => {
      throw new Error('toString');
    };
    const [error, [row]] = await called(done => connect(t).query('SELECT ? AS v', values, done));
    assert.deepEqual([error, row.v], [null, 7]);
  });
  test('`this` of a callback, and what `query` gives', async t => {
    const connection = connect(t);
    let query;
    const self = await new Promise(resolve => {
      query = connection.query('SELECT 1', function () {
        resolve(this);
      });
    });
    assert.equal(query.constructor.name, 'Query');
    assert.equal(typeof query.sql, 'string');
    assert.equal(self, query);
  });
  test('a Query made beforehand is queued, and keeps its callback', async t => {
    const connection = connect(t);
    const result = await called(done => {
      const query = mysql.createQuery('SELECT 5 AS v', done);
      assert.equal(connection.query(query), query);
    });
    assert.equal(result[1][0].v, 5);
  });
  test('emit rows, without a callback', async t => {
    const rows = [];
    const query = connect(t).query('SELECT 1 AS v UNION SELECT 2');
    assert.deepEqual(
      ['error', 'fields', 'result', 'end'].map(name => query.listenerCount(name)),
      [1, 0, 0, 1],
    );
    query.on('result', row => rows.push(row.v));
    await heard(query, 'end');
    assert.deepEqual(rows, [1, 2]);
  });
  test('stream rows', async t => {
    const rows = [];
    const stream = connect(t).query('SELECT 1 AS v UNION SELECT 2').stream();
    stream.on('data', row => rows.push(row.v));
    await heard(stream, 'end');
    assert.deepEqual(rows, [1, 2]);
  });
  test('change user, ping, begin, commit, roll back', async t => {
    const connection = connect(t);
    const methods = ['ping', 'beginTransaction', 'commit', 'beginTransaction', 'rollback'];
    for (const method of methods) assert.equal((await called(done => connection[method](done)))[0], null);
    assert.equal((await called(done => connection.changeUser({ database: 'test' }, done)))[0], null);
  });
  test('can be had from a URL, and from a config of their own', async t => {
    const connection = mysql.createConnection(process.env.TEST_MARIADB_URL);
    t.after(() => connection.destroy());
    assert.deepEqual([connection.config.host, connection.config.database], [config.host, 'test']);
    assert.equal(connection instanceof require('mysql/lib/Connection'), true);
    assert.equal((await called(done => connection.query('SELECT 1', done)))[0], null);
  });
  test('have `query` from their class, where an app may replace it', async t => {
    const Connection = require('mysql/lib/Connection');
    const connection = connect(t);
    const { query } = Connection.prototype;
    t.after(() => Object.assign(Connection.prototype, { query }));
    Connection.prototype.query = () => 'stub';
    assert.equal(connection.query('SELECT 1'), 'stub');
  });
});

describe('errors', () => {
  test('H1: without a callback are emitted by the query', async t => {
    const query = connect(t).query('SELECT INVALID');
    const [error] = await heard(query, 'error');
    assert.equal(error.code, 'ER_BAD_FIELD_ERROR');
  });
  test('H1: without a callback or a listener are emitted by the connection', async t => {
    const connection = mysql.createConnection(config);
    t.after(() => connection.destroy());
    const emitted = heard(connection, 'error');
    connection.query('SELECT INVALID');
    assert.equal((await emitted)[0].code, 'ER_BAD_FIELD_ERROR');
  });
  test('H1: without anybody who listens end the process', () => {
    const script = `require('mysql').createConnection(${JSON.stringify(config)}).query('SELECT INVALID')`;
    const { status, stderr } = ends(__dirname, script);
    assert.equal(status, 1);
    assert.match(stderr, /ER_BAD_FIELD_ERROR/);
  });
  test('H1: of a pool without a callback are emitted by the query', async t => {
    const [error] = await heard(makePool(t).query('SELECT INVALID'), 'error');
    assert.equal(error.code, 'ER_BAD_FIELD_ERROR');
  });
  test('H2: `query(undefined, callback)` gives the callback the error', async t => {
    const [error] = await called(done => connect(t).query(undefined, done));
    assert.match(error.code, /^ER_/);
  });
  for (const [name, sql] of [
    ['a number', { sql: 1 }],
    ['null', { sql: null }],
    ['an object', { sql: { toString: () => 'SELECT 1' } }],
    ['nothing', {}],
  ])
    test(`H2: \`query({ sql })\` of ${name} does not throw`, async t => {
      const result = await called(done => connect(t).query(sql, done));
      assert.ok(result.length > 0);
    });
  test('H2: `query(null)` throws what mysql throws', t => {
    const connection = connect(t);
    assert.throws(() => connection.query(null, () => {}), {
      name: 'TypeError',
      message: /null/,
    });
  });
  test('what a callback throws is uncaught', () => {
    const script = `require('mysql').createConnection(${JSON.stringify(config)}).query('SELECT 1', () => { throw null })`;
    assert.equal(ends(__dirname, script).status, 1);
  });
  test('of a connection that is refused', async () => {
    const connection = mysql.createConnection({ ...config, port: 1 });
    const [error] = await called(done => connection.query('SELECT 1', done));
    assert.equal(error.code, 'ECONNREFUSED');
  });
  test('after the end', async t => {
    const connection = connect(t);
    await called(done => connection.end(done));
    const [error] = await called(done => connection.query('SELECT 1', done));
    assert.equal(error.code, 'PROTOCOL_ENQUEUE_AFTER_QUIT');
  });
});

describe('pools', () => {
  test('query, with and without a callback', async t => {
    const pool = makePool(t);
    assert.equal((await called(done => pool.query('SELECT 1 AS v', done)))[1][0].v, 1);
    const [row] = await heard(pool.query('SELECT 2 AS v'), 'result');
    assert.equal(row.v, 2);
  });
  test('give connections, whose `query` may be called without them', async t => {
    const pool = makePool(t);
    const [error, connection] = await called(done => pool.getConnection(done));
    assert.equal(error, null);
    assert.equal(connection.constructor.name, 'PoolConnection');
    assert.equal((await called(done => connection.query('SELECT 3 AS v', done)))[1][0].v, 3);
    connection.release();
  });
  test('have no listeners that the app did not add', t => {
    const pool = makePool(t);
    assert.deepEqual([pool.eventNames(), Object.keys(pool).includes('query')], [[], false]);
  });
  test('`end` gives what it gives', async () => {
    const pool = mysql.createPool(config);
    assert.equal(
      await called(done => assert.equal(pool.end(done), undefined)).then(([error]) => error),
      undefined,
    );
  });
  test('emit acquire, connection, release', async t => {
    const pool = makePool(t);
    const heard = [];
    for (const name of ['acquire', 'connection', 'release']) pool.on(name, () => heard.push(name));
    await called(done => pool.query('SELECT 1', done));
    await new Promise(setImmediate);
    assert.deepEqual(heard, ['connection', 'acquire', 'release']);
  });
});

describe('clusters', () => {
  const makeCluster = t => {
    const cluster = mysql.createPoolCluster();
    t.after(() => new Promise(resolve => cluster.end(resolve)));
    return cluster;
  };
  test('add by name and without, and give connections', async t => {
    const cluster = makeCluster(t);
    cluster.add('A', config);
    cluster.add(config);
    assert.equal((await called(done => cluster.getConnection('A', done)))[0], null);
    assert.equal((await called(done => cluster.getConnection('A', 'RANDOM', done)))[0], null);
    assert.equal((await called(done => cluster.getConnection(done)))[0], null);
  });
  test('add the same name twice', t => {
    const cluster = makeCluster(t);
    cluster.add('A', config);
    assert.throws(() => cluster.add('A', config), /already defined/);
    assert.deepEqual(cluster.eventNames(), []);
  });
  test('namespaces query', async t => {
    const cluster = makeCluster(t);
    cluster.add('A1', config);
    const [, [row]] = await called(done => cluster.of('A*').query('SELECT 8 AS v', done));
    assert.equal(row.v, 8);
  });
  test('an unknown name is an error', async t => {
    const [error] = await called(done => makeCluster(t).getConnection('none', done));
    assert.equal(error.code, 'POOL_NOEXIST');
  });
});

test('functions of the module can be called without it', async t => {
  const { createConnection, createPool } = mysql;
  const connection = createConnection(config);
  t.after(() => connection.destroy());
  assert.equal((await called(done => connection.query('SELECT 1', done)))[0], null);
  const pool = createPool(config);
  t.after(() => new Promise(resolve => pool.end(resolve)));
  assert.equal(typeof pool.query, 'function');
});
