'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { EventEmitter } = require('node:events');
const http = require('node:http');
const { describe, test } = require('node:test');
const connect = require('connect');
const { called } = require('../called');
const { testLooks } = require('../looks');
const { serve } = require('../serve');

testLooks('connect');

const answers = text => (_req, res) => res.end(text);

describe('use', () => {
  test('gives the app, so that calls can be chained', () => {
    const app = connect();
    assert.equal(app.use(answers('x')), app);
    assert.equal(app.use('/path', answers('x')), app);
  });
  test('keeps functions in the stack as they were given', () => {
    const app = connect();
    const middleware = function named(_req, _res, _next) {};
    const failing = function failed(_error, _req, _res, _next) {};
    app.use(middleware).use('/a', failing);
    assert.deepEqual(
      app.stack.map(({ route, handle }) => [route, handle.name, handle.length]),
      [
        ['', 'named', 3],
        ['/a', 'failed', 4],
      ],
    );
  });
  test('H3: mounts another app', async t => {
    const [app, blog] = [connect(), connect()];
    blog.use('/post', (req, res) => res.end(`${req.url} of ${req.originalUrl}`));
    app.use('/blog', blog);
    const ask = await serve(t, app);
    assert.equal((await ask('/blog/post/1')).text, '/1 of /blog/post/1');
    assert.equal(blog.route, '/blog');
  });
  test('H3: mounts a server', async t => {
    const app = connect();
    app.use(
      '/srv',
      http.createServer((req, res) => res.end(`server ${req.url}`)),
    );
    const ask = await serve(t, app);
    const { status, text } = await ask('/srv/x');
    assert.deepEqual([status, text], [200, 'server /x']);
  });
  test('H3: mounts an object with `handle`', async t => {
    const app = connect();
    const mounted = {
      route: '/',
      handle(req, res) {
        res.end(`${this === mounted} ${req.url}`);
      },
    };
    app.use('/m', mounted);
    assert.equal((await (await serve(t, app))('/m/y')).text, 'true /y');
    assert.equal(mounted.route, '/m');
  });
  for (const value of [undefined, null, 1, 'x', {}])
    test(`takes ${JSON.stringify(value)} as it does`, async t => {
      const app = connect();
      try {
        app.use(value);
      } catch (error) {
        assert.equal(error.name, 'TypeError');
        return;
      }
      assert.equal((await (await serve(t, app))('/')).status, 404);
    });
});

describe('requests', () => {
  test('go through middleware in order', async t => {
    const app = connect();
    const order = [];
    for (const name of ['a', 'b']) app.use((_req, _res, next) => next(order.push(name) && undefined));
    app.use(answers('end'));
    assert.equal((await (await serve(t, app))('/')).text, 'end');
    assert.deepEqual(order, ['a', 'b']);
  });
  test('that nobody answers are not found', async t => {
    const { status, text } = await (await serve(t, connect()))('/none');
    assert.equal(status, 404);
    assert.match(text, /Cannot GET \/none/);
  });
  test('keep the state of an AsyncLocalStorage', async t => {
    const storage = new AsyncLocalStorage();
    const app = connect();
    app.use((req, _res, next) => storage.run(req.url, next));
    app.use((_req, res) => setImmediate(() => res.end(storage.getStore())));
    const ask = await serve(t, app);
    const texts = await Promise.all(['/1', '/2', '/3'].map(url => ask(url)));
    assert.deepEqual(
      texts.map(({ text }) => text),
      ['/1', '/2', '/3'],
    );
  });
  test('are stripped of the route within it, and have it back after', async t => {
    const app = connect();
    const seen = [];
    app.use('/foo', (req, _res, next) => next(void seen.push(req.url)));
    app.use((req, res) => res.end(void seen.push(req.url) || ''));
    await (await serve(t, app))('/foo/bar');
    assert.deepEqual(seen, ['/bar', '/foo/bar']);
  });
  test('`this` and arguments of middleware', async t => {
    const app = connect();
    app.use(function (...args) {
      args[1].end(String([this === undefined || this === globalThis, args.length, typeof args[2]]));
    });
    assert.equal((await (await serve(t, app))('/')).text, 'true,3,function');
  });
  test('through many middlewares that take their time are no leak', async t => {
    const app = connect();
    for (let i = 0; i < 15; i++) app.use((_req, _res, next) => setImmediate(next));
    app.use((_req, res) => setImmediate(() => res.end(String(res.listenerCount('close') < 5))));
    const warned = [];
    const onWarning = warning => warned.push(warning.name);
    process.on('warning', onWarning);
    t.after(() => process.off('warning', onWarning));
    assert.equal((await (await serve(t, app))('/')).text, 'true');
    await new Promise(setImmediate);
    assert.deepEqual(warned, []);
  });
  test('leave no listeners behind on the response', async t => {
    const app = connect();
    const before = [];
    app.use((_req, res, next) => {
      before.push(res.listenerCount('close'));
      next();
    });
    app.use((_req, res, next) => {
      before.push(res.listenerCount('close'));
      next();
    });
    app.use(answers('x'));
    await (await serve(t, app))('/');
    assert.equal(before[0], before[1]);
  });
});

describe('errors', () => {
  test('passed on or thrown are for middleware of four parameters', async t => {
    for (const fail of [(_req, _res, next) => next(new Error('x')), () => assert.fail('x')]) {
      const app = connect();
      app.use(fail);
      app.use(answers('not here'));
      app.use((error, _req, res, _next) => res.end(`caught ${error.message}`));
      assert.equal((await (await serve(t, app))('/')).text, 'caught x');
    }
  });
  test('of no middleware are 500', async t => {
    const app = connect();
    app.use((_req, _res, next) => next(new Error('x')));
    assert.equal((await (await serve(t, app))('/')).status, 500);
  });
  test('with a status keep it', async t => {
    const app = connect();
    app.use((_req, _res, next) => next(Object.assign(new Error('x'), { status: 418 })));
    assert.equal((await (await serve(t, app))('/')).status, 418);
  });
  for (const thrown of [null, undefined, 0, ''])
    test(`${JSON.stringify(thrown)} thrown goes on to the next`, async t => {
      const app = connect();
      app.use(() => {
        throw thrown;
      });
      app.use(answers('next'));
      assert.equal((await (await serve(t, app))('/')).text, 'next');
    });
});

describe('doubles', () => {
  const request = (url = '/') => Object.assign(new EventEmitter(), { url, method: 'GET', headers: {} });
  test('H8: a response without `once`', async () => {
    const app = connect();
    app.use((_req, _res, next) => next());
    app.use('/a', (_req, res) => res.end('x'));
    const [text] = await called(done => app(request('/a'), { end: done, headersSent: false }));
    assert.equal(text, 'x');
  });
  test('H8: a response that answers later', async () => {
    const app = connect();
    app.use((_req, res) => setImmediate(() => res.end('x')));
    assert.deepEqual(await called(done => app.handle(request(), { end: done })), ['x']);
  });
  test('`handle` with a function that is called in the end', async () => {
    const app = connect();
    app.use((_req, _res, next) => next('failed'));
    const [error] = await called(done => app.handle(request(), {}, done));
    assert.equal(error, 'failed');
  });
  test('a request with nothing but a URL', async () => {
    const app = connect();
    app.use('/x', (_req, _res, next) => next());
    const [error] = await called(done => app.handle({ url: '/x/1' }, {}, done));
    assert.equal(error, undefined);
  });
});

test('an app is a function, an emitter, and listens', async t => {
  const app = connect();
  assert.deepEqual([typeof app, app.name, app.length, typeof app.on], ['function', 'app', 3, 'function']);
  assert.deepEqual(Object.keys(app).sort(), Object.keys(connect()).sort());
  for (const name of ['use', 'handle', 'listen']) assert.equal(typeof app[name], 'function');
  assert.deepEqual([app.use.name, app.use.length, app.handle.length], ['use', 2, 3]);
  const server = app.use(answers('x')).listen(0, '127.0.0.1');
  t.after(() => server.close());
  const { request } = require('../serve');
  await new Promise(resolve => server.on('listening', resolve));
  assert.equal((await request(server.address().port, '/')).text, 'x');
});
