'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { after, before, describe, test } = require('node:test');
const sql = require('mssql');
const { called, ends, heard } = require('../called');
const { testLooks } = require('../looks');
const { listen } = require('../tds-server.cjs');

testLooks('mssql');

let server;
let pool;
const configuration = port => ({
  server: '127.0.0.1',
  port,
  user: 'app',
  password: 'x',
  database: 'shop',
  options: { encrypt: false, trustServerCertificate: true },
  pool: { max: 5, min: 0 },
});
before(async () => {
  server = await listen();
  pool = await new sql.ConnectionPool(configuration(server.address().port)).connect();
});
after(async () => {
  await pool.close();
  server.close();
});

describe('pools', () => {
  test('connect by promise and by callback', async () => {
    const own = new sql.ConnectionPool(configuration(server.address().port));
    const [error, ...rest] = await called(done => own.connect(done));
    assert.deepEqual([error ?? null, rest.length <= 1, own.connected], [null, true, true]);
    await own.close();
    assert.equal(own.connected, false);
    await assert.rejects(own.request().query('SELECT 1'), { code: 'ECONNCLOSED' });
  });
  test('of no server are rejected', async () => {
    await assert.rejects(new sql.ConnectionPool(configuration(1)).connect(), {
      name: 'ConnectionError',
      code: 'ESOCKET',
    });
    const [error] = await called(done => new sql.ConnectionPool(configuration(1)).connect(done));
    assert.equal(error.code, 'ESOCKET');
  });
  test('connect twice is rejected', async () => {
    await assert.doesNotReject(pool.connect());
  });
});

describe('requests', () => {
  test('give what they gave', async () => {
    const result = await pool.request().query('SELECT n FROM orders');
    assert.deepEqual(
      [result.recordset.map(({ n }) => n), result.recordsets.length, result.rowsAffected, result.output],
      [[7], 1, [1], {}],
    );
    assert.equal(result.recordset.columns.n.name, 'n');
  });
  test('call back with error and result', async () => {
    const [error, result] = await called(done => pool.request().query('SELECT n FROM orders', done));
    assert.deepEqual([error, result.rowsAffected], [null, [1]]);
    const [failed, ...rest] = await called(done => pool.request().query('SELECT n FROM fails', done));
    assert.deepEqual([failed.name, failed.number, rest.length], ['RequestError', 208, 0]);
  });
  test('batch, execute, template', async () => {
    assert.equal((await pool.request().batch('SELECT n FROM orders')).recordset.length, 1);
    const executed = await pool.request().execute('orders_of');
    assert.deepEqual([executed.recordset.length, executed.returnValue], [1, 0]);
    assert.equal((await pool.query`SELECT n FROM orders WHERE n = ${7}`).recordset.length, 1);
  });
  test('keep their parameters, and refuse those that are none', async () => {
    const request = pool.request().input('n', sql.Int, 7);
    await request.query('SELECT n FROM orders WHERE n = @n');
    assert.deepEqual([Object.keys(request.parameters), request.parameters.n.value], [['n'], 7]);
    assert.throws(() => request.input('n', sql.Int, 7), { code: 'EDUPEPARAM' });
    await assert.rejects(pool.request().input('n', sql.Int, 'x').query('SELECT n FROM orders'), {
      code: 'EPARAM',
    });
  });
  test('stream', async () => {
    const request = pool.request();
    request.stream = true;
    const seen = [];
    for (const event of ['recordset', 'row', 'rowsaffected']) request.on(event, () => seen.push(event));
    const done = heard(request, 'done');
    request.query('SELECT n FROM orders');
    await done;
    assert.deepEqual(
      seen.filter(event => event !== 'rowsaffected'),
      ['recordset', 'row'],
    );
    const failing = pool.request();
    failing.stream = true;
    const [error] = await (() => {
      const failed = heard(failing, 'error');
      failing.query('SELECT n FROM fails');
      return failed;
    })();
    assert.equal(error.number, 208);
  });
  test('errors are the driver’s', async () => {
    const error = await pool
      .request()
      .query('SELECT n FROM fails')
      .catch(given => given);
    assert.ok(error instanceof sql.RequestError);
    assert.deepEqual([error.code, error.number, error.precedingErrors], ['EREQUEST', 208, []]);
  });
  for (const bad of [undefined, null, 1, {}])
    test(`query(${JSON.stringify(bad)}) settles as it does`, async () => {
      const outcome = await Promise.race([
        (async () => pool.request().query(bad))().then(
          () => 'given',
          () => 'rejected',
        ),
        new Promise(resolve => setTimeout(resolve, 500, 'waits').unref()),
      ]);
      assert.ok(['given', 'rejected'].includes(outcome), outcome);
    });
  test('bulk', async () => {
    const table = new sql.Table('orders');
    table.columns.add('n', sql.Int, { nullable: true });
    table.rows.add(7);
    const { rowsAffected } = await pool.request().bulk(table);
    assert.equal(typeof rowsAffected, 'number');
  });
});

test('prepared statements', async () => {
  const statement = new sql.PreparedStatement(pool);
  statement.input('name', sql.NVarChar);
  await statement.prepare('SELECT n FROM orders WHERE name = @name');
  for (const name of ['a', 'b']) assert.equal((await statement.execute({ name })).recordset.length, 1);
  await statement.unprepare();
  await assert.rejects(statement.execute({ name: 'a' }), { code: 'ENOTPREPARED' });
});
test('transactions are begun and ended', async () => {
  const transaction = new sql.Transaction(pool);
  const seen = [];
  for (const event of ['begin', 'commit', 'rollback']) transaction.on(event, () => seen.push(event));
  await assert.rejects(transaction.commit(), { code: 'ENOTBEGUN' });
  assert.deepEqual(seen, []);
});
test('context of an AsyncLocalStorage stays apart', async () => {
  const storage = new AsyncLocalStorage();
  const numbers = Array.from({ length: 30 }, (_, index) => index);
  const seen = await Promise.all(
    numbers.map(n =>
      storage.run(n, async () => {
        await pool.request().query('SELECT n FROM orders');
        return storage.getStore();
      }),
    ),
  );
  assert.deepEqual(seen, numbers);
});
test('a rejection that nobody handles ends the process', () => {
  const script = `
    const sql = require('mssql');
    new sql.ConnectionPool({ server: '127.0.0.1', port: 1, user: 'a', password: 'b' }).connect();
  `;
  assert.equal(ends(__dirname, script).status, 1);
});
