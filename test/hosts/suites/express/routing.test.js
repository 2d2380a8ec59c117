'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const express = require('express');
const { serve } = require('../serve');

/** An app served for one test. */
function serveApp(t, build) {
  const app = express();
  build(app);
  return serve(t, app);
}

describe('methods', () => {
  for (const method of ['get', 'post', 'put', 'patch', 'delete', 'options', 'search', 'purge', 'report']) {
    test(`app.${method}()`, async t => {
      const ask = await serveApp(t, app =>
        app[method]('/', (request, response) => response.send(request.method)),
      );
      const { status, text } = await ask('/', { method: method.toUpperCase() });
      assert.deepEqual([status, text], [200, method.toUpperCase()]);
    });
  }

  test('a GET route answers HEAD without a body', async t => {
    const ask = await serveApp(t, app => app.get('/', (_, response) => response.send('four')));
    const { status, headers, text } = await ask('/', { method: 'HEAD' });
    assert.deepEqual([status, headers['content-length'], text], [200, '4', '']);
  });

  test('OPTIONS names the methods of a path', async t => {
    const ask = await serveApp(t, app => {
      app.get('/', (_, response) => response.end());
      app.post('/', (_, response) => response.end());
    });
    const { headers } = await ask('/', { method: 'OPTIONS' });
    assert.equal(headers.allow, 'GET, HEAD, POST');
  });

  test('app.all() takes each', async t => {
    const ask = await serveApp(t, app => app.all('/x', (request, response) => response.send(request.method)));
    assert.equal((await ask('/x', { method: 'PUT' })).text, 'PUT');
    assert.equal((await ask('/x', { method: 'DELETE' })).text, 'DELETE');
  });

  test('app.route() chains', async t => {
    const ask = await serveApp(t, app =>
      app
        .route('/book')
        .all((_, response, next) => {
          response.set('x-all', 'yes');
          next();
        })
        .get((_, response) => response.send('get'))
        .post((_, response) => response.send('post')),
    );
    const answer = await ask('/book', { method: 'POST' });
    assert.deepEqual([answer.text, answer.headers['x-all']], ['post', 'yes']);
  });
});

describe('paths', () => {
  test('parameters are decoded', async t => {
    const ask = await serveApp(t, app =>
      app.get('/:a/:b', (request, response) => response.json(request.params)),
    );
    assert.deepEqual(JSON.parse((await ask('/x%20y/z')).text), { a: 'x y', b: 'z' });
  });

  test('a parameter that cannot be decoded is 400', async t => {
    const ask = await serveApp(t, app => app.get('/:a', (_, response) => response.end()));
    assert.equal((await ask('/%zz')).status, 400);
  });

  test('optional parts', async t => {
    const ask = await serveApp(t, app =>
      app.get('/:file{.:ext}', (request, response) => response.json(request.params)),
    );
    assert.deepEqual(JSON.parse((await ask('/image')).text), { file: 'image' });
    assert.deepEqual(JSON.parse((await ask('/image.png')).text), { file: 'image', ext: 'png' });
  });

  test('wildcards', async t => {
    const ask = await serveApp(t, app =>
      app.get('/files/*path', (request, response) => response.json(request.params.path)),
    );
    assert.deepEqual(JSON.parse((await ask('/files/a/b/c')).text), ['a', 'b', 'c']);
  });

  test('regular expressions', async t => {
    const ask = await serveApp(t, app =>
      app.get(/^\/user\/(\d+)$/, (request, response) => response.send(request.params[0])),
    );
    assert.equal((await ask('/user/42')).text, '42');
    assert.equal((await ask('/user/x')).status, 404);
  });

  test('lists', async t => {
    const ask = await serveApp(t, app =>
      app.get(['/a', '/b'], (request, response) => response.send(request.path)),
    );
    assert.equal((await ask('/b')).text, '/b');
  });

  test('case and trailing slash', async t => {
    const ask = await serveApp(t, app => {
      app.enable('case sensitive routing');
      app.enable('strict routing');
      app.get('/Foo', (_, response) => response.end());
    });
    const statuses = await Promise.all(['/Foo', '/foo', '/Foo/'].map(async path => (await ask(path)).status));
    assert.deepEqual(statuses, [200, 404, 404]);
  });
});

describe('handlers', () => {
  test('run in order, lists of lists too', async t => {
    const mark = name => (request, _, next) => {
      request.marks = [...(request.marks ?? []), name];
      next();
    };
    const ask = await serveApp(t, app =>
      app.get('/', mark(1), [mark(2), [mark(3)]], (request, response) => response.json(request.marks)),
    );
    assert.equal((await ask('/')).text, '[1,2,3]');
  });

  test("next('route') leaves the route", async t => {
    const ask = await serveApp(t, app => {
      app.get(
        '/',
        (_, __, next) => next('route'),
        (_, response) => response.send('first'),
      );
      app.get('/', (_, response) => response.send('second'));
    });
    assert.equal((await ask('/')).text, 'second');
  });

  test("next('router') leaves the router", async t => {
    const ask = await serveApp(t, app => {
      const router = express.Router();
      router.use((_, __, next) => next('router'));
      router.get('/', (_, response) => response.send('inside'));
      app.use(router);
      app.get('/', (_, response) => response.send('outside'));
    });
    assert.equal((await ask('/')).text, 'outside');
  });

  test('a request goes on after asynchronous work', async t => {
    const ask = await serveApp(t, app => {
      app.use((_, __, next) => setImmediate(next));
      app.use(async (_, __, next) => {
        await null;
        next();
      });
      app.get('/', (_, response) => response.send('there'));
    });
    assert.equal((await ask('/')).text, 'there');
  });

  test('`this` and the number of arguments are what they were', async t => {
    const seen = [];
    const ask = await serveApp(t, app => {
      app.use(function (...given) {
        seen.push(given.length);
        given[2]();
      });
      app.get('/', (...given) => {
        seen.push(given.length);
        given[1].end();
      });
    });
    await ask('/');
    assert.deepEqual(seen, [3, 3]);
  });
});

describe('routers', () => {
  test('are mounted, with url, baseUrl and originalUrl', async t => {
    const ask = await serveApp(t, app => {
      const router = express.Router();
      router.get('/list', ({ url, baseUrl, originalUrl, path }, response) =>
        response.json({ url, baseUrl, originalUrl, path }),
      );
      app.use('/api/v1', router);
    });
    assert.deepEqual(JSON.parse((await ask('/api/v1/list?x=1')).text), {
      url: '/list?x=1',
      baseUrl: '/api/v1',
      originalUrl: '/api/v1/list?x=1',
      path: '/list',
    });
  });

  test('mergeParams', async t => {
    const ask = await serveApp(t, app => {
      const merging = express.Router({ mergeParams: true });
      const plain = express.Router();
      for (const router of [merging, plain])
        router.get('/:b', (request, response) => response.json(request.params));
      app.use('/merging/:a', merging);
      app.use('/plain/:a', plain);
    });
    assert.deepEqual(JSON.parse((await ask('/merging/1/2')).text), { a: '1', b: '2' });
    assert.deepEqual(JSON.parse((await ask('/plain/1/2')).text), { b: '2' });
  });

  test('param() is called once a request and can refuse', async t => {
    let calls = 0;
    const ask = await serveApp(t, app => {
      app.param('user', (request, _, next, id, name) => {
        calls += 1;
        if (id === 'nobody') return next(Object.assign(new Error('no such user'), { status: 404 }));
        request.user = { id, name };
        next();
      });
      app.get('/:user', (_, __, next) => next());
      app.get('/:user', (request, response) => response.json(request.user));
    });
    assert.deepEqual(JSON.parse((await ask('/ann')).text), { id: 'ann', name: 'user' });
    assert.equal(calls, 1);
    assert.equal((await ask('/nobody')).status, 404);
  });

  test('a mounted app knows its place', async t => {
    const mounted = [];
    const ask = await serveApp(t, app => {
      const inner = express();
      const innermost = express();
      inner.on('mount', parent => mounted.push(parent === app));
      inner.get('/', (request, response) => response.send(request.app === inner ? inner.path() : 'wrong'));
      innermost.get('/', (_, response) => response.send(innermost.path()));
      inner.use('/admin', innermost);
      app.use('/blog', inner);
      app.get('/', (request, response) => response.send(request.app === app ? 'outer' : 'wrong'));
    });
    assert.deepEqual(mounted, [true]);
    assert.equal((await ask('/blog')).text, '/blog');
    assert.equal((await ask('/blog/admin')).text, '/blog/admin');
    assert.equal((await ask('/')).text, 'outer');
  });

  test('layers keep the names and arity of their handlers', () => {
    const app = express();
    app.use(function named(_request, _response, next) {
      next();
    });
    app.use(function fails(error, _request, _response, next) {
      next(error);
    });
    app.get('/x', function answer(_request, response) {
      response.end();
    });
    const layers = app.router.stack.map(layer => layer.name);
    assert.deepEqual(layers, ['named', 'fails', 'handle']);
    assert.equal(app.router.stack[1].handle.length, 4);
    assert.equal(app.router.stack[2].route.stack[0].name, 'answer');
    assert.equal(app.router.stack[2].route.path, '/x');
  });
});
