import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as h3 from 'h3';
import { toNodeHandler } from 'h3';
import { serve } from '../serve.js';

const { defineHandler, H3, HTTPError, onError, onRequest, onResponse } = h3;
const serveApp = (t, app) => serve(t, toNodeHandler(app));
const text = async answer => (await answer).text();

describe('routes', () => {
  test('answer with whatever handlers give', async t => {
    const app = new H3()
      .get('/users/:id', event => event.context.params.id)
      .get('/json', () => ({ a: 1 }))
      .get('/none', () => null)
      .post('/body', async event => event.req.json());
    const ask = await serveApp(t, app);
    assert.equal((await ask('/users/7')).text, '7');
    assert.equal((await ask('/json')).text.replaceAll(/\s/g, ''), '{"a":1}');
    assert.equal((await ask('/none')).text, '');
    const posted = await ask('/body', { method: 'POST', body: '{"b":2}' });
    assert.deepEqual(JSON.parse(posted.text), { b: 2 });
    assert.equal((await ask('/missing')).status, 404);
  });
  test('keep the handlers that were given', () => {
    const handler = Object.freeze(function named() {
      return 'x';
    });
    const app = new H3().get('/x', handler);
    const [route] = app['~routes'] ?? app._routes;
    assert.deepEqual([route.method, route.route, route.handler === handler], ['GET', '/x', true]);
  });
  test('below mounted apps', async () => {
    const inner = new H3().get('/:id', event => event.url.pathname);
    const app = new H3().mount('/inner', inner);
    assert.equal(await text(app.request('/inner/7')), await text(app.fetch(new Request('http://h/inner/7'))));
  });
  test('chain', () => {
    const app = new H3();
    assert.equal(
      app.get('/', () => ''),
      app,
    );
    assert.equal(
      app.use(() => {}),
      app,
    );
  });
  for (const bad of [undefined, null, 1])
    test(`take or refuse the handler ${bad} as ever`, async () => {
      const app = new H3({ silent: true });
      let outcome;
      try {
        app.get('/bad', bad);
        outcome = (await app.request('/bad')).status;
      } catch (error) {
        outcome = error.constructor.name;
      }
      assert.ok(outcome === 500 || outcome === 404 || outcome === 'TypeError', String(outcome));
    });
});

describe('middleware', () => {
  test('runs in order, around the handler', async () => {
    const seen = [];
    const app = new H3()
      .use(async (event, next) => {
        seen.push('in', event.req.method);
        const value = await next();
        seen.push(value);
        return value;
      })
      .use('/x', event => {
        event.context.own = 1;
      })
      .get('/x', event => String(event.context.own));
    assert.equal(await text(app.request('/x')), '1');
    assert.deepEqual(seen, ['in', 'GET', '1']);
  });
  test('hooks of requests, responses and errors', async () => {
    const seen = [];
    const app = new H3({ silent: true })
      .use(onRequest(event => void seen.push(event.url.pathname)))
      .use(onResponse(response => void seen.push(response.status)))
      .use(onError(error => void seen.push(error.message)))
      .get('/x', () => 'x')
      .get('/fails', () => {
        throw new HTTPError({ status: 418, message: 'tea' });
      });
    assert.equal(await text(app.request('/x')), 'x');
    assert.equal((await app.request('/fails')).status, 418);
    assert.deepEqual(seen.slice(0, 2), ['/x', 200]);
    assert.ok(seen.includes('tea'));
  });
  test('handlers with middleware of their own', async () => {
    const handler = defineHandler({
      middleware: [event => void Object.assign(event.context, { m: 1 })],
      handler: event => `${event.context.m}`,
    });
    assert.equal(await text(new H3().get('/', handler).request('/')), '1');
    assert.equal(await text(handler.fetch(new Request('http://h/'))), '1');
  });
});

describe('errors', () => {
  test('have their cause, and come to onError', async () => {
    const error = Object.freeze(new Error('mine'));
    const seen = [];
    const app = new H3({
      silent: true,
      onError: given => void seen.push(given.cause === error, given.unhandled),
    });
    app.get('/', () => {
      throw error;
    });
    assert.equal((await app.request('/')).status, 500);
    assert.deepEqual(seen, [true, true]);
  });
  test('are returned, too', async () => {
    const app = new H3().get('/', () => new HTTPError({ status: 403, message: 'no' }));
    assert.equal((await app.request('/')).status, 403);
  });
});

test('a class of the app’s own, and the names of exports', async t => {
  class Shop extends H3 {
    item() {
      return this.get('/item', () => this.constructor.name);
    }
  }
  assert.equal((await (await serveApp(t, new Shop().item()))('/item')).text, 'Shop');
  assert.deepEqual(
    [H3.name, H3.length, toNodeHandler.name, toNodeHandler.length],
    ['H3', 0, 'toNodeHandler', 1],
  );
  assert.deepEqual(Object.getOwnPropertyNames(H3.prototype).includes('fetch'), false);
});
