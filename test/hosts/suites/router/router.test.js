'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { EventEmitter } = require('node:events');
const { describe, test } = require('node:test');
const Router = require('router');
const { called } = require('../called');
const { testLooks } = require('../looks');
const { serve } = require('../serve');

testLooks('router');

const notFound = (_req, res) => error => {
  res.statusCode = error === undefined || error === null ? 404 : (error.status ?? 500);
  res.end(error === undefined || error === null ? 'not found' : String(error.message ?? error));
};

/** A router, served for one test. */
const serveRouter = (t, router) => serve(t, (req, res) => router(req, res, notFound(req, res)));

describe('routes', () => {
  test('match methods, paths and parameters', async t => {
    const router = Router();
    router.get('/users/:id', (req, res) => res.end(req.params.id));
    router.post('/users', (_req, res) => res.end('made'));
    const ask = await serveRouter(t, router);
    assert.equal((await ask('/users/7')).text, '7');
    assert.equal((await ask('/users', { method: 'POST' })).text, 'made');
    assert.equal((await ask('/none')).status, 404);
  });
  test('have a stack whose functions are those of the app', () => {
    const router = Router();
    const handler = function named(_req, _res, _next) {};
    const failed = function failed(_error, _req, _res, _next) {};
    router.use(handler);
    router.get('/x', handler, failed);
    assert.equal(router.stack[0].handle, handler);
    assert.deepEqual(
      router.stack[1].route.stack.map(({ handle, name, method }) => [handle, name, method]),
      [
        [handler, 'named', 'get'],
        [failed, 'failed', 'get'],
      ],
    );
  });
  test('chain', async t => {
    const router = Router();
    const route = router.route('/r');
    assert.equal(
      route.get((_req, _res, next) => next()).get((_req, res) => res.end('get')),
      route,
    );
    route.all((_req, res) => res.end('all'));
    const ask = await serveRouter(t, router);
    assert.deepEqual([(await ask('/r')).text, (await ask('/r', { method: 'PUT' })).text], ['get', 'all']);
  });
  test('that say next("route") and next("router") are left', async t => {
    const router = Router();
    const inner = Router();
    inner.get('/a', (_req, _res, next) => next('router'));
    inner.get('/a', (_req, res) => res.end('not here'));
    router.use(inner);
    router.get(
      '/a',
      (_req, _res, next) => next('route'),
      (_req, res) => res.end('not here'),
    );
    router.get('/a', (_req, res) => res.end('here'));
    assert.equal((await (await serveRouter(t, router))('/a')).text, 'here');
  });
  test('of nested routers see their part of the URL', async t => {
    const [router, inner] = [Router(), Router({ mergeParams: true })];
    inner.get('/x', (req, res) => res.end([req.url, req.baseUrl, req.originalUrl, req.params.a].join()));
    router.use('/in/:a', inner);
    assert.equal((await (await serveRouter(t, router))('/in/1/x')).text, '/x,/in/1,/in/1/x,1');
  });
  test('param handlers run once', async t => {
    const router = Router();
    let times = 0;
    router.param('id', (req, _res, next, id) => {
      times += 1;
      req.user = `user ${id}`;
      next();
    });
    router.get('/:id', (_req, _res, next) => next());
    router.get('/:id', (req, res) => res.end(req.user));
    assert.equal((await (await serveRouter(t, router))('/3')).text, 'user 3');
    assert.equal(times, 1);
  });
  test('OPTIONS and HEAD are answered', async t => {
    const router = Router();
    router.get('/x', (_req, res) => res.end('x'));
    const ask = await serveRouter(t, router);
    assert.equal((await ask('/x', { method: 'OPTIONS' })).headers.allow, 'GET, HEAD');
    assert.equal((await ask('/x', { method: 'HEAD' })).status, 200);
  });
});

describe('handlers', () => {
  test('get `this`, three arguments, and an own next', async t => {
    const router = Router();
    router.use(function (...args) {
      args[1].end(String([this === undefined || this === globalThis, args.length, typeof args[2]]));
    });
    assert.equal((await (await serveRouter(t, router))('/')).text, 'true,3,function');
  });
  test('that reject pass their error on', async t => {
    const router = Router();
    router.get('/', async () => {
      throw new Error('rejected');
    });
    assert.equal((await (await serveRouter(t, router))('/')).text, 'rejected');
  });
  test('that throw pass their error on, to the next of four parameters', async t => {
    const router = Router();
    router.get('/', () => {
      throw new Error('thrown');
    });
    router.use((error, _req, res, _next) => res.end(`caught ${error.message}`));
    assert.equal((await (await serveRouter(t, router))('/')).text, 'caught thrown');
  });
  for (const thrown of [null, undefined, 0, ''])
    test(`${JSON.stringify(thrown)} thrown`, async t => {
      const router = Router();
      router.get('/', () => {
        throw thrown;
      });
      router.get('/', (_req, res) => res.end('next'));
      const { text } = await (await serveRouter(t, router))('/');
      assert.equal(
        text,
        thrown === 0 || thrown === '' || thrown === null || thrown === undefined ? 'next' : '',
      );
    });
  test('keep the state of an AsyncLocalStorage', async t => {
    const storage = new AsyncLocalStorage();
    const router = Router();
    router.use((req, _res, next) => storage.run(req.url, next));
    router.use(async (_req, res) => {
      await null;
      res.end(storage.getStore());
    });
    const ask = await serveRouter(t, router);
    const answers = await Promise.all(['/1', '/2'].map(url => ask(url)));
    assert.deepEqual(
      answers.map(({ text }) => text),
      ['/1', '/2'],
    );
  });
  test('that take their time, many of them, are no leak', async t => {
    const router = Router();
    for (let i = 0; i < 15; i++) router.use((_req, _res, next) => setImmediate(next));
    router.use((_req, res) => setImmediate(() => res.end(String(res.listenerCount('close') < 5))));
    assert.equal((await (await serveRouter(t, router))('/')).text, 'true');
  });
  for (const value of [undefined, null, 1, 'x'])
    test(`${JSON.stringify(value)} is refused as it is`, () => {
      assert.throws(() => Router().use(value), TypeError);
      assert.throws(() => Router().get('/', value), TypeError);
    });
});

describe('used alone', () => {
  const request = url => ({ url, method: 'GET' });
  test('H8: a response without `once`', async () => {
    const router = Router();
    router.use((_req, _res, next) => next());
    router.get('/a', (_req, res) => res.end('x'));
    assert.deepEqual(await called(done => router(request('/a'), { end: done }, done)), ['x']);
  });
  test('H8: a response without `once` that is answered later', async () => {
    const router = Router();
    router.get('/a', (_req, res) => setImmediate(() => res.end('x')));
    assert.deepEqual(await called(done => router(request('/a'), { end: done }, done)), ['x']);
  });
  test('H8: an error below a response without `once`', async () => {
    const router = Router();
    router.get('/a', () => {
      throw new Error('x');
    });
    const [error] = await called(done => router(request('/a'), {}, done));
    assert.equal(error.message, 'x');
  });
  test('a response that is an emitter has no listener of others when it has been answered', async () => {
    const router = Router();
    const response = new EventEmitter();
    router.get('/a', (_req, _res, next) => setImmediate(next));
    await called(done => router(request('/a'), response, done));
    response.emit('close');
    assert.deepEqual(response.eventNames(), []);
  });
  test('nothing but a URL', async () => {
    const router = Router();
    router.use((_req, _res, next) => next());
    assert.deepEqual(await called(done => router({ url: '/a' }, {}, done)), [undefined]);
  });
  test('is a class, too', async () => {
    const router = new Router();
    assert.equal(router instanceof Router, true);
    assert.equal(typeof router, 'function');
    router.get('/a', (_req, res) => res.end('x'));
    assert.deepEqual(await called(done => router.handle(request('/a'), { end: done }, done)), ['x']);
  });
});
