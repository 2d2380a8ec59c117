'use strict';
const assert = require('node:assert/strict');
const http = require('node:http');
const { describe, test } = require('node:test');
const polka = require('polka');
const { serve } = require('../serve');
const { testLooks } = require('../looks');

testLooks('polka', 'trouter');

const serveApp = (t, app) => serve(t, app.handler);

describe('routes', () => {
  test('have parameters, queries and the original address', async t => {
    const app = polka().get('/users/:id/:more?', (request, response) => {
      const { params, query, path, originalUrl, url } = request;
      response.end(JSON.stringify([params, query, path, originalUrl, url]));
    });
    const { text } = await (await serveApp(t, app))('/users/7?a=1');
    assert.deepEqual(JSON.parse(text), [{ id: '7' }, { a: '1' }, '/users/7', '/users/7?a=1', '/users/7?a=1']);
  });
  test('run their handlers in order, until one answers', async t => {
    const seen = [];
    const app = polka().get(
      '/',
      function first(request, _response, next) {
        seen.push(this[0] === first, request.method);
        next();
      },
      (_request, response) => response.end('done'),
      () => seen.push('never'),
    );
    assert.equal((await (await serveApp(t, app))('/')).text, 'done');
    assert.deepEqual(seen, [true, 'GET']);
  });
  test('keep the handlers that were given', () => {
    const handler = Object.freeze(function named() {});
    const app = polka().get('/x', handler).add('PATCH', /^\/y/, handler);
    const found = app.find('GET', '/x').handlers;
    assert.deepEqual([found.length, found[0] === handler, found[0].name], [1, true, 'named']);
    assert.equal(app.find('PATCH', '/yes').handlers.at(-1), handler);
  });
  test('chain', () => {
    const app = polka();
    assert.equal(
      app.get('/', () => {}),
      app,
    );
    assert.equal(
      app.use(() => {}),
      app,
    );
  });
  test('404 and 501 as ever', async t => {
    const ask = await serveApp(
      t,
      polka().get('/', (_request, response) => response.end()),
    );
    const { status, text } = await ask('/missing');
    assert.deepEqual([status, text], [404, 'Not Found']);
  });
});

describe('middleware', () => {
  test('below a path sees the rest of it', async t => {
    const app = polka()
      .use('/api', (request, _response, next) => {
        request.seen = request.url;
        next();
      })
      .get('/api/x', (request, response) => response.end(`${request.seen} ${request.url}`));
    assert.equal((await (await serveApp(t, app))('/api/x')).text, '/x /api/x');
  });
  test('takes another app', async t => {
    const inner = polka().get('/:id', (request, response) => response.end(request.params.id));
    assert.equal((await (await serveApp(t, polka().use('inner', inner)))('/inner/7')).text, '7');
  });
  test('async rejections come to onError', async t => {
    const error = new Error('mine');
    const app = polka({
      onError: (given, _request, response) => {
        response.statusCode = 500;
        response.end(String(given === error));
      },
    }).get('/', async () => {
      throw error;
    });
    const { status, text } = await (await serveApp(t, app))('/');
    assert.deepEqual([status, text], [500, 'true']);
  });
  test('errors have the status that they carry', async t => {
    const app = polka().get('/', (_request, _response, next) =>
      next(Object.freeze(Object.assign(new Error('tea'), { status: 418 }))),
    );
    const { status, text } = await (await serveApp(t, app))('/');
    assert.deepEqual([status, text], [418, 'tea']);
  });
  for (const bad of [undefined, null, 1])
    test(`${bad} is taken or refused as ever`, () => {
      const attempt = () => polka().use(bad);
      if (bad === undefined) assert.throws(attempt, TypeError);
      else assert.ok(outcome(attempt) !== undefined);
    });
});

const outcome = work => {
  try {
    return work();
  } catch (error) {
    return error;
  }
};

describe('servers', () => {
  test('of the app’s own', async t => {
    const server = http.createServer();
    const app = polka({ server }).get('/', (_request, response) => response.end('own'));
    await new Promise(resolve => app.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    assert.equal(app.server, server);
    const answer = await fetch(`http://127.0.0.1:${server.address().port}/`);
    assert.equal(await answer.text(), 'own');
  });
});
