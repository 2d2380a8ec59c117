'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { after, before, describe, test } = require('node:test');
const { Connection, Request, TYPES } = require('tedious');
const { called, ends, heard } = require('../called');
const { testLooks } = require('../looks');
const { listen } = require('../tds-server.cjs');

testLooks('tedious');

let server;
before(async () => {
  server = await listen();
});
after(() => server.close());

const configuration = port => ({
  server: '127.0.0.1',
  authentication: { type: 'default', options: { userName: 'app', password: 'x' } },
  options: {
    port,
    encrypt: false,
    trustServerCertificate: true,
    database: 'shop',
    rowCollectionOnRequestCompletion: true,
  },
});

async function open(t, options = {}) {
  const given = configuration(server.address().port);
  const connection = new Connection({ ...given, options: { ...given.options, ...options } });
  t.after(() => connection.close());
  const [error] = await called(done => connection.connect(done));
  assert.equal(error, undefined);
  return connection;
}

/** Runs a request by a method of the connection; gives the arguments of its callback. */
const asked = (connection, text, method = 'execSql', ...more) =>
  called(done => connection[method](new Request(text, done), ...more));

describe('connections', () => {
  test('call back, and tell by event', async () => {
    const connection = new Connection(configuration(server.address().port));
    const connected = heard(connection, 'connect');
    const [error] = await called(done => connection.connect(done));
    assert.deepEqual([error, await connected], [undefined, []]);
    const ended = heard(connection, 'end');
    connection.close();
    assert.deepEqual(await ended, []);
  });
  test('have no listener of others', async t => {
    const connection = await open(t);
    assert.deepEqual(
      ['databaseChange', 'end', 'error', 'connect'].map(event => connection.listenerCount(event)),
      [0, 0, 0, 0],
    );
    const keys = Reflect.ownKeys(connection).filter(key => /otel|opentelemetry/i.test(String(key)));
    assert.deepEqual(
      keys.filter(key => Object.getOwnPropertyDescriptor(connection, key).enumerable),
      [],
    );
  });
  test('are refused where there is no server', async () => {
    const connection = new Connection(configuration(1));
    const [error] = await called(done => connection.connect(done));
    assert.deepEqual([error.constructor.name, error.code], ['ConnectionError', 'ESOCKET']);
  });
  test('connect twice throws', async t => {
    const connection = await open(t);
    assert.throws(() => connection.connect(), /can not be called on a Connection in `LoggedIn` state/);
  });
  for (const [what, given, message] of [
    ['nothing', undefined, /The "config" argument is required/],
    ['no server', {}, /config.server/],
  ])
    test(`of ${what} throw`, () => {
      assert.throws(() => new Connection(given), message);
    });
});

describe('requests', () => {
  for (const method of ['execSql', 'execSqlBatch', 'callProcedure'])
    test(`${method} calls back with error, count and rows`, async t => {
      const connection = await open(t);
      const text = method === 'callProcedure' ? 'orders_of' : 'SELECT n FROM orders';
      const [error, count, rows] = await asked(connection, text, method);
      assert.deepEqual([error, count, rows.length, rows[0][0].value], [undefined, 1, 1, 7]);
    });
  test('call back with the server’s error', async t => {
    const connection = await open(t);
    const [error, ...rest] = await asked(connection, 'SELECT n FROM fails');
    assert.deepEqual(
      [error.constructor.name, error.code, error.number, rest.length],
      ['RequestError', 'EREQUEST', 208, 2],
    );
  });
  test('tell rows, ends and columns by events, with no listener of others', async t => {
    const connection = await open(t);
    const seen = [];
    const request = new Request('SELECT n FROM orders', () => seen.push('callback'));
    for (const event of ['columnMetadata', 'row', 'done', 'doneInProc', 'doneProc'])
      request.on(event, () => seen.push(event));
    const completed = heard(request, 'requestCompleted');
    connection.execSqlBatch(request);
    const counts = ['done', 'doneInProc', 'doneProc'].map(event => request.listenerCount(event));
    assert.deepEqual(counts, [1, 1, 1]);
    await completed;
    assert.deepEqual(seen, ['columnMetadata', 'row', 'done', 'callback']);
  });
  test('keep their callback, and give it their this', async t => {
    const connection = await open(t);
    let request;
    const [self, count] = await called(done => {
      request = new Request('SELECT n FROM orders', function (...args) {
        done(this, args.length);
      });
      connection.execSql(request);
    });
    assert.deepEqual([self === request, count], [true, 3]);
    assert.equal(request.userCallback.length, 0);
    assert.ok(!Object.keys(request.callback).some(key => /wrap|original/i.test(key)));
  });
  test('with parameters', async t => {
    const connection = await open(t);
    const [error, , rows] = await called(done => {
      const request = new Request('SELECT n FROM orders WHERE name = @name', done);
      request.addParameter('name', TYPES.NVarChar, 'x');
      connection.execSql(request);
    });
    assert.deepEqual([error, rows.length], [undefined, 1]);
  });
  test('one at a time: the next is refused by its callback', async t => {
    const connection = await open(t);
    const first = asked(connection, 'SELECT n FROM orders');
    const [error] = await asked(connection, 'SELECT n FROM orders');
    assert.match(error.message, /Requests can only be made in the LoggedIn state/);
    assert.equal((await first)[0], undefined);
  });
  for (const bad of [undefined, null])
    test(`execSql(${JSON.stringify(bad)}) throws`, async t => {
      const connection = await open(t);
      for (const method of ['execSql', 'execSqlBatch', 'callProcedure', 'prepare', 'execute'])
        assert.throws(() => connection[method](bad), TypeError, method);
    });
  test('a bad parameter is told to the callback', async t => {
    const connection = await open(t);
    const [error] = await called(done => {
      const request = new Request('SELECT n FROM orders WHERE n = @n', done);
      request.addParameter('n', TYPES.Int, 'not a number');
      connection.execSql(request);
    });
    assert.equal(error.code, 'EPARAM');
  });
  test('a closed connection refuses', async t => {
    const connection = await open(t);
    const ended = heard(connection, 'end');
    connection.close();
    await ended;
    const [error] = await asked(connection, 'SELECT n FROM orders');
    assert.equal(error.code, 'EINVALIDSTATE');
  });
});

describe('prepared statements', () => {
  const prepared = async (connection, callback) => {
    const request = new Request('SELECT n FROM orders WHERE name = @name', callback);
    request.addParameter('name', TYPES.NVarChar);
    const event = heard(request, 'prepared');
    connection.prepare(request);
    assert.deepEqual(await event, []);
    return request;
  };

  test('run as often as they are asked to', async t => {
    const connection = await open(t);
    let callback;
    const request = await prepared(connection, (...args) => callback(args));
    const run = name =>
      new Promise(resolve => {
        callback = resolve;
        connection.execute(request, { name });
      });
    for (const name of ['a', 'b', 'c']) {
      const [error, count] = await run(name);
      assert.deepEqual([error, count], [undefined, 1]);
    }
    const depth = () =>
      new Promise(resolve => {
        callback = () => {
          const { stackTraceLimit } = Error;
          Error.stackTraceLimit = 1000;
          resolve(new Error().stack.split('\n').length);
          Error.stackTraceLimit = stackTraceLimit;
        };
        connection.execute(request, { name: 'x' });
      });
    const before = await depth();
    for (let i = 0; i < 200; i++) await run('x');
    assert.equal(await depth(), before);
  });
  test('that the server refuses are told by event', async t => {
    const connection = await open(t);
    const request = new Request('SELECT n FROM fails', () => {});
    const error = heard(request, 'error');
    connection.prepare(request);
    assert.equal((await error)[0].number, 208);
  });
});

test('a bulk load', async t => {
  const connection = await open(t);
  const [error, count] = await called(done => {
    const load = connection.newBulkLoad('orders', { keepNulls: true }, done);
    load.addColumn('n', TYPES.Int, { nullable: true });
    connection.execBulkLoad(load, [[1], [2]]);
  });
  assert.deepEqual([error, typeof count], [undefined, 'number']);
});

test('context of an AsyncLocalStorage is the caller’s', async t => {
  const connection = await open(t);
  const storage = new AsyncLocalStorage();
  const seen = [];
  for (const n of [1, 2])
    await storage.run(n, () =>
      called(done => {
        connection.execSql(
          new Request('SELECT n FROM orders', (...args) => {
            seen.push(storage.getStore());
            done(...args);
          }),
        );
      }),
    );
  assert.equal(seen.length, 2);
});

test('an error event that nobody hears ends the process', () => {
  const script = `
    const { Connection } = require('tedious');
    new Connection({ server: '127.0.0.1', options: { port: 1, encrypt: false } }).connect();
  `;
  const { status, stderr } = ends(__dirname, script);
  assert.equal(status, 0, stderr);
});
