'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { once } = require('node:events');
const http = require('node:http');
const { describe, test } = require('node:test');
const express = require('express');
const { request: ask, serve } = require('../serve');

/** An app with a handler and an error handler that says what it got. */
async function fail(t, handler, { settings = {}, build } = {}) {
  const app = express();
  for (const [name, value] of Object.entries(settings)) app.set(name, value);
  app.get('/', handler);
  (build ?? takeNote)(app);
  return (await serve(t, app))('/');
}

function takeNote(app) {
  app.use((error, _request, response, _next) =>
    response.status(error.status ?? 500).send(`caught ${error.message}`),
  );
}

describe('an error', () => {
  const ways = {
    thrown: () => {
      throw new Error('x');
    },
    'in a rejected promise': async () => {
      await null;
      throw new Error('x');
    },
    'given to next': (_request, _response, next) => next(new Error('x')),
    'given to next later': (_request, _response, next) => setTimeout(next, 1, new Error('x')),
  };
  for (const [name, handler] of Object.entries(ways))
    test(`${name} reaches the error handler`, async t => {
      const { status, text } = await fail(t, handler);
      assert.deepEqual([status, text], [500, 'caught x']);
    });

  test('skips handlers of three arguments', async t => {
    const { text } = await fail(t, ways.thrown, {
      build(app) {
        app.use((_request, response, _next) => response.send('wrong'));
        takeNote(app);
      },
    });
    assert.equal(text, 'caught x');
  });

  test('passes from one error handler to the next, also by a promise', async t => {
    const { text } = await fail(t, ways.thrown, {
      build(app) {
        app.use((error, _request, _response, next) => next(new Error(`${error.message}y`)));
        app.use(async (error, _request, _response, _next) => {
          throw new Error(`${error.message}z`);
        });
        takeNote(app);
      },
    });
    assert.equal(text, 'caught xyz');
  });

  test('inside a router reaches the app', async t => {
    const router = express.Router().get('/', ways.thrown);
    const { text } = await fail(t, router);
    assert.equal(text, 'caught x');
  });

  test('that nobody takes is 500, with the stack, and none in production', async t => {
    const build = () => {};
    const development = await fail(t, ways.thrown, { build, settings: { env: 'test' } });
    assert.deepEqual([development.status, /at .*errors\.test\.js/.test(development.text)], [500, true]);
    const production = await fail(t, ways.thrown, { build, settings: { env: 'production' } });
    assert.match(production.text, /<pre>Internal Server Error<\/pre>/);
  });

  test('brings its status and headers along', async t => {
    const refusal = Object.assign(new Error('slow'), { status: 429, headers: { 'retry-after': '7' } });
    const { status, headers } = await fail(t, (_request, _response, next) => next(refusal), {
      build: () => {},
      settings: { env: 'test' },
    });
    assert.deepEqual([status, headers['retry-after']], [429, '7']);
  });

  test('after the headers were sent ends the connection', async t => {
    const app = express().set('env', 'test');
    app.get('/', (_request, response) => {
      response.write('part');
      throw new Error('late');
    });
    const { port } = await serve(t, app);
    await assert.rejects(ask(port, '/'));
  });
});

test('nobody there is 404', async t => {
  const { status, text } = await (await serve(t, express()))('/none');
  assert.equal(status, 404);
  assert.match(text, /Cannot GET \/none/);
});

describe('the app', () => {
  test('is a request listener and has the methods of an emitter', () => {
    const app = express();
    assert.equal(typeof app, 'function');
    assert.equal(app.length, 3);
    let heard;
    app.once('word', word => {
      heard = word;
    });
    app.emit('word', 'yes');
    assert.equal(heard, 'yes');
  });

  test('listens, and gives the server', async () => {
    const app = express().get('/', (_request, response) => response.send('x'));
    const server = app.listen(0, '127.0.0.1');
    assert.ok(server instanceof http.Server);
    await once(server, 'listening');
    assert.equal((await ask(server.address().port, '/')).text, 'x');
    server.close();
    await once(server, 'close');
  });

  test('calls back with the error when it cannot listen', async t => {
    const { port } = await serve(t, () => {});
    const error = await new Promise(resolve => {
      express().listen(port, '127.0.0.1', resolve);
    });
    assert.equal(error.code, 'EADDRINUSE');
  });

  test('has settings', () => {
    const app = express();
    app.set('a', 1).enable('b').disable('c');
    assert.deepEqual(
      [app.get('a'), app.enabled('b'), app.disabled('c'), app.get('none')],
      [1, true, true, undefined],
    );
  });

  test('lends its prototypes', async t => {
    const app = express();
    app.request.shout = function () {
      return this.path.toUpperCase();
    };
    app.response.say = function (text) {
      return this.send(`said ${text}`);
    };
    app.get('/x', (request, response) => response.say(request.shout()));
    assert.equal((await (await serve(t, app))('/x')).text, 'said /X');
  });

  test('keeps the context of an AsyncLocalStorage apart for 100 requests at once', async t => {
    const storage = new AsyncLocalStorage();
    const app = express();
    app.use((request, _response, next) => storage.run(request.query.n, next));
    app.use(express.json());
    app.post('/', async (_request, response) => {
      const before = storage.getStore();
      await new Promise(resolve => setTimeout(resolve, Math.random() * 10));
      response.json([before, storage.getStore()]);
    });
    const { port } = await serve(t, app);
    const headers = { 'content-type': 'application/json' };
    const numbers = Array.from({ length: 100 }, (_, index) => String(index));
    const answers = await Promise.all(
      numbers.map(n => ask(port, `/?n=${n}`, { method: 'POST', headers, body: '{}' })),
    );
    assert.deepEqual(
      answers.map(({ text }) => JSON.parse(text)),
      numbers.map(n => [n, n]),
    );
  });
});
