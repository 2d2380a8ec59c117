'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { getRequestListener } = require('@hono/node-server');
const { Hono } = require('hono');
const { serve } = require('../serve');
const { testLooks } = require('../looks');

testLooks('hono', 'hono/tiny', '@hono/node-server');

const serveApp = (t, app) => serve(t, getRequestListener(app.fetch));

describe('routes', () => {
  test('answer with parameters, and without', async t => {
    const app = new Hono()
      .get('/users/:id', c => c.text(`${c.req.param('id')} ${c.req.routePath}`))
      .post('/users', async c => c.json(await c.req.json(), 201));
    const ask = await serveApp(t, app);
    assert.deepEqual([(await ask('/users/7')).text, (await ask('/missing')).status], ['7 /users/:id', 404]);
    const made = await ask('/users', { method: 'POST', body: '{"a":1}' });
    assert.deepEqual([made.status, made.text], [201, '{"a":1}']);
  });
  test('keep the handlers that were given', () => {
    const handler = Object.freeze(function named(c) {
      return c.text('x');
    });
    const app = new Hono().get('/x', handler);
    assert.deepEqual(
      app.routes.map(route => [route.method, route.path, route.handler === handler, route.handler.name]),
      [['GET', '/x', true, 'named']],
    );
  });
  test('of apps within apps, and below a path', async t => {
    const inner = new Hono().get('/:id', c => c.text(c.req.path));
    const ask = await serveApp(t, new Hono().basePath('/v1').route('/inner', inner));
    assert.deepEqual([(await ask('/v1/inner/7')).text, (await ask('/inner/7')).status], ['/v1/inner/7', 404]);
  });
  test('mount an app of another kind', async t => {
    const app = new Hono().mount('/other', request => new Response(new URL(request.url).pathname));
    assert.equal((await (await serveApp(t, app))('/other/a')).text, '/a');
  });
  test('chain', () => {
    const app = new Hono();
    assert.equal(
      app.get('/', () => new Response()),
      app,
    );
    assert.equal(
      app.use(async (_c, next) => next()),
      app,
    );
  });
  for (const bad of [undefined, null, 1])
    test(`the handler ${bad} fails with its first request`, async t => {
      const app = new Hono().onError((error, c) => c.text(error.constructor.name, 500));
      app.get('/bad', bad);
      const { status, text } = await (await serveApp(t, app))('/bad');
      assert.deepEqual([status, text], [500, 'TypeError']);
    });
});

describe('middleware', () => {
  test('runs around handlers, in order, with its own this', async t => {
    const seen = [];
    const app = new Hono();
    app.use(async function first(c, next) {
      seen.push('in', this === undefined || this === globalThis, c.req.method);
      await next();
      seen.push(c.res.status);
    });
    app.get('/', c => c.body(null, 204));
    assert.equal((await (await serveApp(t, app))('/')).status, 204);
    assert.deepEqual(seen, ['in', true, 'GET', 204]);
  });
  test('answers in place of the handler', async t => {
    const app = new Hono().use('/no/*', c => c.text('no', 403)).get('/no/:id', c => c.text('never'));
    assert.equal((await (await serveApp(t, app))('/no/1')).status, 403);
  });
  test('next twice is an error', async t => {
    const app = new Hono().use(async (_c, next) => {
      await next();
      await next();
    });
    app.get('/', c => c.text('x'));
    app.onError((error, c) => c.text(error.message, 500));
    assert.equal((await (await serveApp(t, app))('/')).text, 'next() called multiple times');
  });
  test('variables reach the handler', async t => {
    const app = new Hono().use(async (c, next) => {
      c.set('user', { id: 7 });
      await next();
    });
    app.get('/', c => c.json(c.var.user));
    assert.equal((await (await serveApp(t, app))('/')).text, '{"id":7}');
  });
});

describe('errors', () => {
  const thrown = error => () => {
    throw error;
  };
  test('come to onError as they were thrown', async t => {
    const error = Object.freeze(new Error('mine'));
    const app = new Hono().get('/', thrown(error)).get('/later', async () => thrown(error)());
    const seen = [];
    app.onError((given, c) => {
      seen.push(given === error);
      return c.text('failed', 500);
    });
    const ask = await serveApp(t, app);
    assert.deepEqual([(await ask('/')).status, (await ask('/later')).text], [500, 'failed']);
    assert.deepEqual(seen, [true, true]);
  });
  test('with an answer of their own', async t => {
    const { HTTPException } = require('hono/http-exception');
    const app = new Hono().get('/', thrown(new HTTPException(418, { message: 'tea' })));
    const { status, text } = await (await serveApp(t, app))('/');
    assert.deepEqual([status, text], [418, 'tea']);
  });
  test('notFound has the context of the request', async t => {
    const app = new Hono().notFound(c => c.text(`no ${c.req.path}`, 404));
    assert.equal((await (await serveApp(t, app))('/x')).text, 'no /x');
  });
  test('that are no errors pass through fetch', async () => {
    const app = new Hono().get('/', thrown('text'));
    await assert.rejects(
      async () => app.request('/'),
      error => error === 'text',
    );
  });
});

describe('without a server', () => {
  test('request takes a path, a URL, a Request', async () => {
    const app = new Hono().get('/a', c => c.text(c.req.query('q') ?? 'none'));
    const texts = ['/a?q=1', 'http://other/a', new Request('http://h/a?q=2')].map(async asked =>
      (await app.request(asked)).text(),
    );
    assert.deepEqual(await Promise.all(texts), ['1', 'none', '2']);
  });
  test('fetch has the environment and the execution context', async () => {
    const waited = [];
    const app = new Hono().get('/', c => {
      c.executionCtx.waitUntil(Promise.resolve());
      return c.json(c.env);
    });
    const context = { waitUntil: promise => waited.push(promise), passThroughOnException() {} };
    const response = await app.fetch(new Request('http://h/'), Object.freeze({ KEY: 'v' }), context);
    assert.deepEqual([await response.json(), waited.length], [{ KEY: 'v' }, 1]);
  });
  test('answers at once where the handler does', () => {
    const app = new Hono().get('/', () => new Response('now'));
    assert.ok(app.fetch(new Request('http://h/')) instanceof Response);
  });
});

test('a class of the app’s own', async t => {
  class Shop extends Hono {
    item(path) {
      return this.get(path, c => c.text(this.constructor.name));
    }
  }
  const shop = new Shop().item('/item');
  assert.ok(shop instanceof Hono && shop instanceof Shop);
  assert.equal((await (await serveApp(t, shop))('/item')).text, 'Shop');
});
