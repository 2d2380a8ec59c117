'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const mariadb = require('mariadb');
const callbacks = require('mariadb/callback');
const { called, ends, heard } = require('../called');
const { testLooks } = require('../looks');

const { hostname: host, port, username: user, password } = new URL(process.env.TEST_MARIADB_URL);
const options = { host, port: Number(port), user, password, database: 'test' };

testLooks('mariadb', 'mariadb/callback');

describe('promises', () => {
  let connection;
  before(async () => {
    connection = await mariadb.createConnection(options);
  });
  after(() => connection.end());

  test('query gives rows, with what the server tells of them', async () => {
    const rows = await connection.query('SELECT ? AS word', ['a']);
    assert.deepEqual([...rows], [{ word: 'a' }]);
    assert.equal(rows.meta[0].name(), 'word');
    assert.deepEqual(Object.keys(rows), ['0']);
  });
  test('options are the app’s', async () => {
    const frozen = Object.freeze({ sql: 'SELECT ? AS word', rowsAsArray: true });
    assert.deepEqual([...(await connection.query(frozen, Object.freeze(['a'])))], [['a']]);
    assert.deepEqual(
      [...(await connection.execute({ sql: 'SELECT ? AS n', insertIdAsNumber: true }, [1]))],
      [{ n: 1 }],
    );
  });
  test('named placeholders, a single value', async () => {
    assert.deepEqual(
      [...(await connection.query({ namedPlaceholders: true, sql: 'SELECT :a AS a' }, { a: 'x' }))],
      [{ a: 'x' }],
    );
    assert.deepEqual([...(await connection.query('SELECT ? AS a', 'x'))], [{ a: 'x' }]);
  });
  test('prepared statements', async () => {
    const statement = await connection.prepare('SELECT ? AS n');
    assert.equal(statement.parameterCount, 1);
    assert.deepEqual([...(await statement.execute(['a']))], [{ n: 'a' }]);
    statement.close();
    await assert.rejects(statement.execute(['a']), { code: 'ER_PREPARE_CLOSED' });
  });
  test('streams', async () => {
    const seen = [];
    for await (const { seq } of connection.queryStream('SELECT seq FROM seq_1_to_3')) seen.push(Number(seq));
    assert.deepEqual(seen, [1, 2, 3]);
    const failing = connection.queryStream('SELECT * FROM missing');
    const [error] = await heard(failing, 'error');
    assert.equal(error.code, 'ER_NO_SUCH_TABLE');
  });
  test('errors have the server’s words and the caller’s stack', async () => {
    const error = await connection.query('SELECT * FROM missing').catch(given => given);
    assert.deepEqual(
      [error.name, error.code, error.errno, error.sqlState, error.fatal],
      ['SqlError', 'ER_NO_SUCH_TABLE', 1146, '42S02', false],
    );
    assert.equal(error.sql, 'SELECT * FROM missing - parameters:[]');
  });
  for (const bad of [undefined, null, 1])
    test(`query(${bad})`, async () => {
      const own = await mariadb.createConnection(options);
      const outcome = await (async () => own.query(bad))().catch(error => error);
      own.destroy();
      assert.ok(outcome instanceof Error, String(outcome));
    });
  test('batches', async () => {
    await connection.query('CREATE TEMPORARY TABLE batch_words (word TEXT)');
    const { affectedRows } = await connection.batch('INSERT INTO batch_words VALUES (?)', [['a'], ['b']]);
    assert.equal(affectedRows, 2);
  });
  test('a pool lends connections', async () => {
    const pool = mariadb.createPool({ ...options, connectionLimit: 1 });
    const one = await pool.getConnection();
    const waiting = pool.query('SELECT 1 AS n');
    await one.release();
    assert.deepEqual([...(await waiting)], [{ n: 1 }]);
    assert.deepEqual([pool.totalConnections(), pool.idleConnections()], [1, 1]);
    await pool.end();
    await assert.rejects(pool.query('SELECT 1'), { code: 'ER_POOL_ALREADY_CLOSED' });
  });
  test('no server', async () => {
    await assert.rejects(mariadb.createConnection({ ...options, port: 1 }), { code: 'ECONNREFUSED' });
  });
});

describe('callbacks', () => {
  let connection;
  before(async () => {
    connection = callbacks.createConnection(options);
    assert.deepEqual(await called(done => connection.connect(done)), []);
  });
  after(() => called(done => connection.end(done)));

  test('are called with error, rows and columns', async () => {
    const [error, rows, meta] = await called(done => connection.query('SELECT ? AS word', ['a'], done));
    assert.deepEqual([error, [...rows], meta.length], [null, [{ word: 'a' }], 1]);
    const [failed, ...rest] = await called(done => connection.query('SELECT * FROM missing', done));
    assert.deepEqual([failed.code, rest.length <= 2], ['ER_NO_SUCH_TABLE', true]);
  });
  test('without: rows are events', async () => {
    const command = connection.query('SELECT seq FROM seq_1_to_3');
    const rows = [];
    command.on('data', row => rows.push(row));
    await heard(command, 'end');
    assert.equal(rows.length, 3);
    assert.equal(command.listenerCount('end'), 0);
  });
  test('of an error without a listener or a callback end nothing more than ever', () => {
    const script = `
      const connection = require('mariadb/callback').createConnection(${JSON.stringify(options)});
      connection.connect(() => {
        connection.query('SELECT * FROM missing');
        setTimeout(() => connection.end(() => console.log('ended')), 200);
      });
    `;
    const { status, stdout } = ends(__dirname, script);
    assert.deepEqual([typeof status, stdout.includes('ended')], ['number', status === 0]);
  });
  test('prepared', async () => {
    const [, statement] = await called(done => connection.prepare('SELECT ? AS n', done));
    const [error, rows] = await called(done => statement.execute(['a'], {}, done));
    assert.deepEqual([error, [...rows]], [null, [{ n: 'a' }]]);
    statement.close();
  });
  test('that throw reach the process', () => {
    const script = `
      process.on('uncaughtException', error => { console.log(error.message); process.exit(3); });
      const connection = require('mariadb/callback').createConnection(${JSON.stringify(options)});
      connection.connect(() => connection.query('SELECT 1', () => { throw new Error('mine'); }));
    `;
    const { status, stdout } = ends(__dirname, script);
    assert.deepEqual([status, stdout], [3, 'mine\n']);
  });
});
