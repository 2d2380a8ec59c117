'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const oracledb = require('oracledb');
const { called, ends } = require('../called');
const { testLooks } = require('../looks');

testLooks('oracledb');

/* Without a server: refusals, which go through the driver's hook for traces as answers do. */
const nowhere = { user: 'app', password: 'x', connectString: '127.0.0.1:1/shop' };

/** Errors of arguments have their code in the message alone. */
const codeOf = error => error.code ?? error.message.slice(0, 7);

describe('connections', () => {
  test('of no server are refused', async () => {
    await assert.rejects(oracledb.getConnection(nowhere), { code: 'NJS-503' });
    const [error, ...rest] = await called(done =>
      oracledb.getConnection(Object.freeze({ ...nowhere }), done),
    );
    assert.deepEqual([error.code, rest.length], ['NJS-503', 0]);
  });
  for (const [what, args, code] of [
    ['nothing', [], 'NJS-047'],
    ['null', [null], 'NJS-005'],
    ['a number', [1], 'NJS-005'],
    ['a list', [[]], 'NJS-125'],
    ['an alias without a pool', ['nosuch'], 'NJS-047'],
    ['two', [nowhere, nowhere], 'NJS-009'],
    ['a user that is none', [{ ...nowhere, user: 1 }], 'NJS-007'],
  ])
    test(`of ${what} are rejected`, async () => {
      const error = await (async () => oracledb.getConnection(...args))().catch(given => given);
      assert.equal(codeOf(error), code);
    });
  test('that are closed, or were never opened, say so', async () => {
    const connection = new oracledb.Connection();
    for (const [method, args] of [
      ['execute', ['SELECT 1 FROM dual']],
      ['executeMany', ['INSERT INTO t VALUES (:1)', [[1]]]],
      ['commit', []],
      ['rollback', []],
      ['ping', []],
      ['close', []],
      ['getStatementInfo', ['SELECT 1 FROM dual']],
      ['createLob', [oracledb.CLOB]],
      ['changePassword', ['a', 'b', 'c']],
    ]) {
      await assert.rejects(connection[method](...args), { code: 'NJS-003' }, method);
      const [error] = await called(done => connection[method](...args, done));
      assert.equal(error.code, 'NJS-003', method);
    }
  });
  for (const statement of [undefined, null, 1, {}, Symbol('x')])
    test(`execute(${String(statement)}) is rejected`, async () => {
      await assert.rejects(
        async () => new oracledb.Connection().execute(statement),
        error => /^NJS-/.test(error.code),
      );
    });
  test('have the methods that they had', () => {
    const { prototype } = oracledb.Connection;
    const looks = ['execute', 'executeMany', 'commit', 'close'].map(name => [
      prototype[name].name,
      prototype[name].length,
      prototype[name].constructor.name,
    ]);
    assert.deepEqual(
      looks.map(([, , kind]) => kind),
      looks.map(() => 'Function'),
    );
  });
});

describe('pools', () => {
  test('are made without a server, and lend nothing', async () => {
    const pool = await oracledb.createPool({ ...nowhere, poolMin: 0, poolMax: 2, queueTimeout: 50 });
    assert.deepEqual(
      [pool.status, pool.connectionsOpen, pool.poolAlias],
      [oracledb.POOL_STATUS_OPEN, 0, 'default'],
    );
    await assert.rejects(pool.getConnection(), { code: 'NJS-503' });
    const [error] = await called(done => pool.getConnection(done));
    assert.equal(error.code, 'NJS-503');
    assert.equal(oracledb.getPool(), pool);
    await assert.rejects(oracledb.getConnection(), { code: 'NJS-503' });
    await pool.close(0);
    await assert.rejects(pool.getConnection(), { code: 'NJS-065' });
    assert.throws(() => oracledb.getPool(), { code: 'NJS-047' });
  });
  test('that open connections at once are refused', async () => {
    const [outcome] = await called(done =>
      oracledb.createPool({ ...nowhere, poolAlias: 'eager', poolMin: 1 }, (...args) => done(args)),
    );
    const [error, pool] = outcome;
    assert.equal(error, null);
    await pool.close(0);
  });
  for (const [what, args, code] of [
    ['nothing', [], 'NJS-009'],
    ['null', [null], 'NJS-005'],
    ['a number', [1], 'NJS-005'],
    ['a size that is none', [{ ...nowhere, poolMax: 'many' }], 'NJS-007'],
    ['less than nothing', [{ ...nowhere, poolMin: -1 }], 'NJS-007'],
  ])
    test(`of ${what} are rejected`, async () => {
      const error = await (async () => oracledb.createPool(...args))().catch(given => given);
      assert.equal(codeOf(error), code);
    });
  test('keep statistics when they are asked for', async () => {
    const pool = await oracledb.createPool({
      ...nowhere,
      poolAlias: 'counted',
      poolMin: 0,
      enableStatistics: true,
    });
    await assert.rejects(pool.getConnection(), { code: 'NJS-503' });
    assert.equal(pool.getStatistics().connectionRequests, 1);
    await pool.close(0);
  });
});

test('the app’s callback is called once, outside of any promise: what it throws reaches the process', () => {
  const script = `
    process.on('uncaughtException', error => { console.log(error.message); process.exit(3); });
    require('oracledb').getConnection(${JSON.stringify(nowhere)}, () => { throw new Error('mine'); });
  `;
  const { status, stdout } = ends(__dirname, script);
  assert.deepEqual([status, stdout], [3, 'mine\n']);
});
test('a rejection that nobody handles ends the process', () => {
  const { status, stderr } = ends(__dirname, `require('oracledb').getConnection(${JSON.stringify(nowhere)})`);
  assert.equal(status, 1);
  assert.match(stderr, /NJS-503/);
});
