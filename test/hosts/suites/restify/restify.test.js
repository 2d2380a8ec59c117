'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { describe, test } = require('node:test');
// As restify says it has to be, for the deprecated parts of Node that it uses.
process.noDeprecation = true;
const restify = require('restify');
const { called, ends, heard } = require('../called');
const { testLooks } = require('../looks');
const { request } = require('../serve');

testLooks('restify', 'restify/lib/server');

/** A server with these routes, for one test; gives the function that asks it. */
async function serve(t, setUp, options) {
  const server = restify.createServer({ ignoreTrailingSlash: true, ...options });
  setUp(server);
  await called(done => server.listen(0, '127.0.0.1', done));
  t.after(() => server.close());
  return Object.assign((path, options) => request(server.address().port, path, options), { server });
}

const METHODS = { del: 'DELETE', get: 'GET', opts: 'OPTIONS', patch: 'PATCH', post: 'POST', put: 'PUT' };

describe('routes', () => {
  for (const [method, verb] of Object.entries(METHODS))
    test(`${method} gives the route`, async t => {
      let route;
      const ask = await serve(t, server => {
        route = server[method]('/x/:id', (req, res, next) => {
          res.send(200, { id: req.params.id });
          next();
        });
      });
      assert.equal(route, ask.server.router.getRoutes()[route.name ?? route]?.name ?? route);
      assert.deepEqual(JSON.parse((await ask('/x/1', { method: verb })).text), { id: '1' });
    });
  test('H7: handlers keep their names in timers', async t => {
    const ask = await serve(t, server => {
      server.use(function first(_req, _res, next) {
        next();
      });
      server.get('/x', function named(_req, res, next) {
        res.send('x');
        next();
      });
    });
    const timers = called(done => ask.server.on('after', req => done(req.timers.map(({ name }) => name))));
    await ask('/x');
    assert.deepEqual((await timers)[0].slice(-2), ['first', 'named']);
  });
  test('H7: a handler without `next` that is not async is refused', () => {
    const server = restify.createServer();
    assert.throws(() => server.get('/x', (_req, _res) => {}), /missing a third argument/);
    assert.throws(() => server.use(() => {}), /missing a third argument/);
    assert.throws(() => server.pre(() => {}), /missing a third argument/);
  });
  test('H7: an async handler with `next` is refused', () => {
    const server = restify.createServer();
    assert.throws(() => server.get('/x', async (_req, _res, _next) => {}), /also an async function/);
    assert.throws(() => server.use(async (_req, _res, _next) => {}), /also an async function/);
  });
  test('H7: handlers of four parameters are for errors', async t => {
    const ask = await serve(t, server => {
      server.get(
        '/x',
        (_req, _res, next) => next(new Error('x')),
        function failed(error, _req, res, next) {
          res.send(200, `caught ${error.message}`);
          next();
        },
      );
    });
    assert.equal((await ask('/x')).text, '"caught x"');
  });
  for (const value of [undefined, null, 1, 'x', {}])
    test(`${JSON.stringify(value)} for a handler is refused`, () => {
      const server = restify.createServer();
      assert.throws(() => server.get('/x', value), { name: 'AssertionError', message: /handler \(func\)/ });
      assert.throws(() => server.use(value), { name: 'AssertionError', message: /handler \(func\)/ });
    });
  test('no handler at all is refused', () => {
    assert.throws(() => restify.createServer().get('/x'), TypeError);
  });
  test('handlers may be nested arrays, and use gives the server', async t => {
    const order = [];
    const mark = name =>
      function (_req, _res, next) {
        order.push(name);
        next();
      };
    const ask = await serve(t, server => {
      assert.equal(server.use([mark(1), [mark(2)]], mark(3)), server);
      assert.equal(server.pre(mark(0)), server);
      server.get('/x', [mark(4)], (_req, res, next) => next(void res.send('x')));
    });
    await ask('/x');
    assert.deepEqual(order, [0, 1, 2, 3, 4]);
  });
  test('are described with the names of their handlers', () => {
    const server = restify.createServer({ name: 'mine' });
    server.get({ path: '/x', name: 'route' }, function named(_req, _res, _next) {});
    assert.match(server.toString(), /named/);
    assert.deepEqual(server.getDebugInfo().routes[0].handlers, ['named']);
  });
});

describe('handlers', () => {
  test('that are async answer, and what they give is dropped', async t => {
    const ask = await serve(t, server => server.get('/x', async (_req, res) => res.send('x')));
    assert.equal((await ask('/x')).text, '"x"');
  });
  test('that reject fail the request', async t => {
    const errors = require('restify-errors');
    const ask = await serve(t, server =>
      server.get('/x', async () => {
        throw new errors.ConflictError('mine');
      }),
    );
    const { status, text } = await ask('/x');
    assert.deepEqual([status, JSON.parse(text).message], [409, 'mine']);
  });
  for (const reason of [null, undefined, 'text'])
    test(`that reject with ${JSON.stringify(reason)} fail the request`, async t => {
      const ask = await serve(t, server => server.get('/x', async () => Promise.reject(reason)));
      const { status, text } = await ask('/x');
      assert.equal(status, 500);
      assert.match(JSON.parse(text).message, /rejected without an error/);
    });
  test('pass errors on', async t => {
    const ask = await serve(t, server => server.get('/x', (_req, _res, next) => next(new Error('mine'))));
    const { status, text } = await ask('/x');
    assert.equal(status, 500);
    assert.match(text, /mine/);
  });
  test('stop with next(false)', async t => {
    let isCalled = false;
    const ask = await serve(t, server => {
      server.get(
        '/stop',
        (_req, res, next) => {
          res.send('stopped');
          next(false);
        },
        (_req, _res, next) => {
          isCalled = true;
          next();
        },
      );
    });
    assert.equal((await ask('/stop')).text, '"stopped"');
    assert.equal(isCalled, false);
  });
  test('have next.ifError', async t => {
    const ask = await serve(t, server => {
      server.get('/x', (_req, res, next) => {
        res.send(typeof next.ifError);
        next();
      });
    });
    assert.match((await ask('/x')).text, /function|undefined/);
  });
  test('keep the state of an AsyncLocalStorage', async t => {
    const storage = new AsyncLocalStorage();
    const ask = await serve(t, server => {
      server.use((req, _res, next) => storage.run(req.url, next));
      server.get('/:id', async (_req, res) => res.send(storage.getStore()));
    });
    const answers = await Promise.all(['/1', '/2'].map(url => ask(url)));
    assert.deepEqual(
      answers.map(({ text }) => JSON.parse(text)),
      ['/1', '/2'],
    );
  });
  test('may be used by several servers and routes', async t => {
    function shared(req, res, next) {
      res.send(req.path());
      next();
    }
    const [one, other] = [
      await serve(t, server => server.get('/a', shared)),
      await serve(t, server => void server.get('/b', shared) || server.get('/c', shared)),
    ];
    assert.deepEqual(
      [(await one('/a')).text, (await other('/b')).text, (await other('/c')).text],
      ['"/a"', '"/b"', '"/c"'],
    );
  });
  test('that throw emit uncaughtException where that is asked for', async t => {
    const ask = await serve(
      t,
      server => {
        server.get('/x', (_req, _res, _next) => {
          throw new Error('mine');
        });
        server.on('uncaughtException', (_req, res, _route, error) => res.send(500, error.message));
      },
      { handleUncaughtExceptions: true },
    );
    assert.equal((await ask('/x')).text, '"mine"');
  });
  test('that throw end the process otherwise', () => {
    const script = `
      process.noDeprecation = true;
      const server = require('restify').createServer();
      server.get('/x', (_req, _res, _next) => { throw null });
      server.listen(0, '127.0.0.1', () => require('http').get({ host: '127.0.0.1', port: server.address().port, path: '/x' }).on('error', () => {}));
    `;
    assert.notEqual(ends(__dirname, script).status, 0);
  });
  test('A4: say nothing on stderr', () => {
    const script = `
      process.noDeprecation = true;
      const server = require('restify').createServer();
      server.use((_req, _res, next) => next());
      server.get('/x', (_req, res, next) => { res.send('x'); next(); });
      server.listen(0, '127.0.0.1', async () => {
        for (let i = 0; i < 3; i++) await fetch('http://127.0.0.1:' + server.address().port + '/x').then(answer => answer.text());
        process.exit();
      });
    `;
    const { status, stderr } = ends(__dirname, script);
    assert.deepEqual([status, stderr], [0, '']);
  });
});

test('the response is finished once, with the route', async t => {
  const ask = await serve(t, server => server.get('/x/:id', (_req, res, next) => next(void res.send('x'))));
  const after = heard(ask.server, 'after');
  await ask('/x/1');
  const [, , route] = await after;
  assert.equal(route.path, '/x/:id');
});
