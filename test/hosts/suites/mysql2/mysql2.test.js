'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const mysql = require('mysql2');
const promises = require('mysql2/promise');
const { called, ends, heard } = require('../called');
const { testLooks } = require('../looks');

const { hostname, port, username, password, pathname } = new URL(process.env.TEST_MARIADB_URL);
const config = { host: hostname, port: Number(port), user: username, password, database: pathname.slice(1) };

testLooks('mysql2', 'mysql2/promise');

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

async function connectPromise(t, options) {
  const connection = await promises.createConnection({ ...config, ...options });
  t.after(() => connection.destroy());
  return connection;
}

for (const method of ['query', 'execute'])
  describe(method, () => {
    test('gives rows and fields to a callback', async t => {
      const connection = connect(t);
      const [error, rows, fields] = await called(done => connection[method]('SELECT 1 + 1 AS two', done));
      assert.deepEqual([error, { ...rows[0] }, fields.map(field => field.name)], [null, { two: 2 }, ['two']]);
    });
    test('takes values in an array and in the options', async t => {
      const connection = connect(t);
      const rows = await Promise.all([
        called(done => connection[method]('SELECT ? AS v', [1], done)),
        called(done => connection[method]({ sql: 'SELECT ? AS v', values: [3] }, done)),
        called(done => connection[method]({ sql: 'SELECT ? AS v' }, [4], done)),
      ]);
      assert.deepEqual(
        rows.map(([, [row]]) => Number(row.v)),
        [1, 3, 4],
      );
    });
    test('takes named placeholders, rows as arrays, and a type cast', async t => {
      const connection = connect(t, { namedPlaceholders: true });
      const options = { sql: 'SELECT :a AS v', values: { a: 'x' }, rowsAsArray: true };
      assert.deepEqual((await called(done => connection[method](options, done)))[1], [['x']]);
    });
    test('`this` of a callback is the command', async t => {
      const connection = connect(t);
      const [name] = await called(done => {
        connection[method]('SELECT 1', function () {
          done(this.constructor.name);
        });
      });
      assert.match(name, /Query|Execute/);
    });
    test('a callback is called once, with what the server says', async t => {
      const calls = [];
      const connection = connect(t);
      connection[method]('SELECT INVALID', (...args) => calls.push(args));
      await called(done => connection.query('SELECT 1', done));
      assert.deepEqual(
        calls.map(([error]) => error.code),
        ['ER_BAD_FIELD_ERROR'],
      );
    });
    test('without a callback emits rows', async t => {
      const rows = [];
      const command = connect(t)[method]('SELECT ? AS v UNION SELECT 2', [1]);
      assert.deepEqual(command.eventNames(), []);
      command.on('result', row => rows.push(Number(row.v)));
      await heard(command, 'end');
      assert.deepEqual(rows, [1, 2]);
    });
    test('H1: without a callback errors are emitted by the command', async t => {
      const [error] = await heard(connect(t)[method]('SELECT INVALID'), 'error');
      assert.equal(error.code, 'ER_BAD_FIELD_ERROR');
    });
    test('H1: without a callback or a listener errors end the process', () => {
      const script = `require('mysql2').createConnection(${JSON.stringify(config)}).${method}('SELECT INVALID')`;
      const { status, stderr } = ends(__dirname, script);
      assert.equal(status, 1);
      assert.match(stderr, /ER_BAD_FIELD_ERROR/);
    });
    for (const [name, sql] of [
      ['`undefined`', undefined],
      ['a number', { sql: 1 }],
      ['null', { sql: null }],
      ['nothing', {}],
    ])
      test(`H2: ${name} for a statement`, async t => {
        const outcome = await called(done => {
          try {
            connect(t)[method](sql, error => done(error?.code ?? error?.name));
          } catch (error) {
            done(error.name);
          }
        });
        assert.ok(outcome[0] !== undefined);
      });
    test('after the end is an error of the callback', async t => {
      const connection = connect(t);
      await called(done => connection.end(done));
      const [error] = await called(done => connection[method]('SELECT 1', done));
      assert.match(error.message, /closed state/);
    });
    test('what a callback throws is uncaught', () => {
      const script = `require('mysql2').createConnection(${JSON.stringify(config)}).${method}('SELECT 1', () => { throw null })`;
      assert.equal(ends(__dirname, script).status, 1);
    });
  });

describe('values', () => {
  test('are asked for their text as often as mysql2 asks', async t => {
    let asked = 0;
    const value = {
      toSqlString() {
        asked += 1;
        return '7';
      },
    };
    const [, [row]] = await called(done => connect(t).query('SELECT ? AS v', [value], done));
    assert.deepEqual([row.v, asked], [7, 1]);
  });
  test('that throw do so', t => {
    const value = {
      toSqlString() {
        throw new Error('mine');
      },
    };
    assert.throws(() => connect(t).query('SELECT ?', [value], () => {}), { message: 'mine' });
  });
});

describe('commands', () => {
  test('can be made beforehand, and keep their callback', async t => {
    const connection = connect(t);
    const [error, rows] = await called(done => {
      const query = mysql.Connection.createQuery('SELECT 5 AS v', done, undefined, {});
      assert.equal(connection.query(query), query);
    });
    assert.deepEqual([error, rows[0].v], [null, 5]);
  });
  test('stream', async t => {
    const rows = [];
    for await (const row of connect(t).query('SELECT 1 AS v UNION SELECT 2').stream()) rows.push(row.v);
    assert.deepEqual(rows, [1, 2]);
  });
  test('a stream that breaks is heard of', async t => {
    const stream = connect(t).query('SELECT INVALID').stream();
    stream.resume();
    assert.equal((await heard(stream, 'error'))[0].code, 'ER_BAD_FIELD_ERROR');
  });
  test('prepare, execute, close', async t => {
    const connection = connect(t);
    const [, statement] = await called(done => connection.prepare('SELECT ? + 1 AS v', done));
    const [, [row]] = await called(done => statement.execute([1], done));
    statement.close();
    assert.equal(Number(row.v), 2);
  });
  test('several statements at once', async t => {
    const connection = connect(t, { multipleStatements: true });
    const [, rows] = await called(done => connection.query('SELECT 1 AS v; SELECT 2 AS v', done));
    assert.deepEqual(
      rows.map(([row]) => row.v),
      [1, 2],
    );
  });
  test('time out', async t => {
    const connection = connect(t);
    const [error] = await called(done => connection.query({ sql: 'SELECT SLEEP(2)', timeout: 50 }, done));
    assert.equal(error.code, 'PROTOCOL_SEQUENCE_TIMEOUT');
  });
});

describe('promises', () => {
  test('query and execute', async t => {
    const connection = await connectPromise(t);
    const [[one]] = await connection.query('SELECT 1 AS v');
    const [[two]] = await connection.execute('SELECT ? AS v', [2]);
    assert.deepEqual([one.v, Number(two.v)], [1, 2]);
  });
  test('reject with what the server says, and where the app called', async t => {
    const connection = await connectPromise(t);
    await assert.rejects(connection.query('SELECT INVALID'), error => {
      assert.equal(error.code, 'ER_BAD_FIELD_ERROR');
      assert.match(error.stack, /mysql2\.test\.js/);
      return true;
    });
  });
  test('H2: of `undefined`', async t => {
    const connection = await connectPromise(t);
    await assert.rejects(async () => connection.query(undefined), TypeError);
  });
  test('of pools, whose connections are given back', async t => {
    const pool = promises.createPool({ ...config, connectionLimit: 1 });
    t.after(() => pool.end());
    for (let i = 0; i < 3; i++) assert.equal((await pool.query('SELECT ? AS v', [i]))[0][0].v, i);
    const connection = await pool.getConnection();
    assert.equal((await connection.query('SELECT 1 AS v'))[0][0].v, 1);
    connection.release();
    await assert.rejects(pool.execute('SELECT INVALID'), { code: 'ER_BAD_FIELD_ERROR' });
  });
  test('await using a transaction', async t => {
    const connection = await connectPromise(t);
    await connection.beginTransaction();
    await connection.rollback();
  });
});

describe('pools', () => {
  test('query with and without a callback', async t => {
    const pool = makePool(t);
    assert.equal((await called(done => pool.query('SELECT 1 AS v', done)))[1][0].v, 1);
    const [row] = await heard(pool.query('SELECT 2 AS v'), 'result');
    assert.equal(row.v, 2);
  });
  test('H1: errors without a callback are emitted by the command', async t => {
    const [error] = await heard(makePool(t).query('SELECT INVALID'), 'error');
    assert.equal(error.code, 'ER_BAD_FIELD_ERROR');
  });
  test('have no listeners that the app did not add', t => {
    assert.deepEqual(makePool(t).eventNames(), []);
  });
  test('that cannot connect', async t => {
    const pool = makePool(t, { port: 1 });
    const [error] = await called(done => pool.query('SELECT 1', done));
    assert.equal(error.code, 'ECONNREFUSED');
  });
  test('clusters', async t => {
    const cluster = mysql.createPoolCluster();
    t.after(() => new Promise(resolve => cluster.end(resolve)));
    cluster.add('A', config);
    const [, [row]] = await called(done => cluster.of('A*').query('SELECT 8 AS v', done));
    assert.equal(row.v, 8);
  });
});

describe('classes', () => {
  test('may be extended, with `query` overridden', async t => {
    class Loud extends mysql.Connection {
      query(sql, ...rest) {
        return super.query(`${sql} + 1 AS v`, ...rest);
      }
    }
    const connection = new Loud({ config: connect(t).config });
    t.after(() => connection.destroy());
    const [, [row]] = await called(done => connection.query('SELECT 1', done));
    assert.equal(row.v, 2);
  });
  test('`query` of a connection may be replaced, and taken back', async t => {
    const connection = connect(t);
    const { query } = connection;
    connection.query = () => 'stub';
    assert.equal(connection.query('SELECT 1'), 'stub');
    connection.query = query;
    assert.equal((await called(done => connection.query('SELECT 1', done)))[0], null);
  });
});
