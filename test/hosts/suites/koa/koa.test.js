'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { Readable } = require('node:stream');
const { describe, test } = require('node:test');
const Koa = require('koa');
const { testLooks } = require('../looks');
const { request: ask, serve } = require('../serve');

testLooks('koa');

/** An app of this middleware, served for one test. */
function serveKoa(t, ...middleware) {
  const app = new Koa();
  app.silent = true;
  for (const one of middleware) app.use(one);
  return serve(t, app.callback());
}

/** The answer to one request. */
async function answer(t, middleware, { path = '/', ...options } = {}) {
  return (await serveKoa(t, middleware))(path, options);
}

describe('middleware', () => {
  test('flows down and back up', async t => {
    const order = [];
    const mark = name => async (_, next) => {
      order.push(`>${name}`);
      await next();
      order.push(`<${name}`);
    };
    const request = await serveKoa(t, mark(1), mark(2), context => {
      context.body = 'x';
    });
    await request('/');
    assert.deepEqual(order, ['>1', '>2', '<2', '<1']);
  });
  test('gives what inner middleware returns', async t => {
    const got = await serveKoa(
      t,
      async (context, next) => {
        context.body = await next();
      },
      async () => 'inner',
    );
    assert.equal((await got('/')).text, 'inner');
  });
  test('that calls next twice is an error', async t => {
    const { status } = await answer(t, async (_, next) => {
      await next();
      await next();
    });
    assert.equal(status, 500);
  });
  for (const value of [undefined, null, 0, 1, 'x', {}])
    test(`H6: that is ${JSON.stringify(value)} is refused`, () => {
      assert.throws(() => new Koa().use(value), {
        name: 'TypeError',
        message: 'middleware must be a function!',
      });
    });
  test('may be frozen, and is left as it was', async t => {
    const middleware = Object.freeze(context => {
      context.body = 'x';
    });
    assert.equal((await answer(t, middleware)).text, 'x');
    assert.deepEqual(Reflect.ownKeys(middleware), ['length', 'name']);
  });
  test('gets two arguments, and `this`', async t => {
    const { text } = await answer(t, function (...args) {
      args[0].body = [this === undefined, args.length, typeof args[1]].join();
    });
    assert.equal(text, 'true,2,function');
  });
  for (const reason of [0, 'text'])
    test(`that throws ${JSON.stringify(reason)} is an error that says so`, async t => {
      const app = new Koa();
      const heard = new Promise(resolve => app.on('error', resolve));
      app.use(() => {
        throw reason;
      });
      await (await serve(t, app.callback()))('/');
      assert.match((await heard).message, /non-error thrown/);
    });
  test('keeps its name, and `use` gives the app', () => {
    const app = new Koa();
    const named = async function named() {};
    assert.equal(app.use(named), app);
    assert.deepEqual(
      app.middleware.map(({ name, length }) => [name, length]),
      [['named', 0]],
    );
  });
  test('keeps the context of an AsyncLocalStorage apart for 100 requests at once', async t => {
    const storage = new AsyncLocalStorage();
    const { port } = await serveKoa(
      t,
      (context, next) => storage.run(context.query.n, next),
      async context => {
        await new Promise(resolve => setTimeout(resolve, Math.random() * 10));
        context.body = storage.getStore();
      },
    );
    const numbers = Array.from({ length: 100 }, (_, index) => String(index));
    const answers = await Promise.all(numbers.map(n => ask(port, `/?n=${n}`)));
    assert.deepEqual(
      answers.map(({ text }) => text),
      numbers,
    );
  });
});

describe('bodies', () => {
  const rows = [
    ['text', 'hey', 'text/plain; charset=utf-8', 'hey'],
    ['markup', '<p>', 'text/html; charset=utf-8', '<p>'],
    ['bytes', Buffer.from('hey'), 'application/octet-stream', 'hey'],
    ['an object', { a: 1 }, 'application/json; charset=utf-8', '{"a":1}'],
  ];
  for (const [name, body, type, text] of rows)
    test(name, async t => {
      const got = await answer(t, context => {
        context.body = body;
      });
      assert.deepEqual([got.status, got.headers['content-type'], got.text], [200, type, text]);
    });
  test('a stream', async t => {
    const chunks = Array.from({ length: 100 }, (_, index) => Buffer.alloc(3000, index));
    const { bytes } = await answer(t, context => {
      context.body = Readable.from(chunks, { objectMode: false });
    });
    assert.ok(bytes.equals(Buffer.concat(chunks)));
  });
  test('a stream that breaks is heard of by the app', async t => {
    const app = new Koa();
    const heard = new Promise(resolve => app.on('error', resolve));
    app.use(context => {
      context.body = new Readable({
        read() {
          this.destroy(new Error('broken'));
        },
      });
    });
    const request = await serve(t, app.callback());
    await request('/').catch(() => {});
    assert.equal((await heard).message, 'broken');
  });
  test('null is 204', async t => {
    const { status } = await answer(t, context => {
      context.body = null;
    });
    assert.equal(status, 204);
  });
  test('none is 404', async t => {
    const { status, text } = await answer(t, () => {});
    assert.deepEqual([status, text], [404, 'Not Found']);
  });
  test('HEAD has the length and no body', async t => {
    const { headers, text } = await answer(
      t,
      context => {
        context.body = 'four';
      },
      { method: 'HEAD' },
    );
    assert.deepEqual([headers['content-length'], text], ['4', '']);
  });
  test('context.respond = false leaves the answer to Node', async t => {
    const { text, status } = await answer(t, context => {
      context.respond = false;
      context.res.writeHead(203).end('raw');
    });
    assert.deepEqual([status, text], [203, 'raw']);
  });
});

describe('errors', () => {
  test('thrown by the context show their message', async t => {
    const { status, text } = await answer(t, context => context.throw(403, 'not you'));
    assert.deepEqual([status, text], [403, 'not you']);
  });
  test('of other kinds do not', async t => {
    const { status, text } = await answer(t, () => {
      throw new Error('secret');
    });
    assert.deepEqual([status, text], [500, 'Internal Server Error']);
  });
  test('can be caught further up', async t => {
    const request = await serveKoa(
      t,
      async (context, next) => {
        await next().catch(error => {
          context.body = `caught ${error.message}`;
        });
      },
      async () => {
        throw new Error('x');
      },
    );
    assert.equal((await request('/')).text, 'caught x');
  });
  test('are given to the app with the context', async t => {
    const app = new Koa();
    const heard = new Promise(resolve =>
      app.on('error', (error, context) => resolve([error.message, context.path])),
    );
    app.use(() => {
      throw new Error('x');
    });
    await (await serve(t, app.callback()))('/p');
    assert.deepEqual(await heard, ['x', '/p']);
  });
  test('assert', async t => {
    const { status } = await answer(t, context => context.assert(context.query.user, 401, 'who?'));
    assert.equal(status, 401);
  });
  test('are shown by toJSON and inspect without failing', async t => {
    const { text } = await answer(t, context => {
      context.body = JSON.stringify(Object.keys(context.toJSON()));
    });
    assert.deepEqual(JSON.parse(text), ['request', 'response', 'app', 'originalUrl', 'req', 'res', 'socket']);
  });
});

describe('request', () => {
  const read = async (t, what, options) => {
    const { text } = await answer(
      t,
      context => {
        context.body = JSON.stringify(what(context));
      },
      options,
    );
    return JSON.parse(text);
  };
  test('url, path, query, querystring', async t => {
    const what = ({ url, path, query, querystring, search }) => [url, path, query, querystring, search];
    const seen = await read(t, what, { path: '/a?b=1&b=2' });
    assert.deepEqual(seen, ['/a?b=1&b=2', '/a', { b: ['1', '2'] }, 'b=1&b=2', '?b=1&b=2']);
  });
  test('host, protocol, ip', async t => {
    const headers = { host: 'a.b.example.com:80' };
    const what = ({ host, hostname, protocol, subdomains }) => [host, hostname, protocol, subdomains];
    assert.deepEqual(await read(t, what, { headers }), [
      'a.b.example.com:80',
      'a.b.example.com',
      'http',
      ['b', 'a'],
    ]);
  });
  test('accepts and is', async t => {
    const headers = { accept: 'application/json', 'content-type': 'text/html', 'content-length': 1 };
    const what = context => [context.accepts('html', 'json'), context.is('html')];
    assert.deepEqual(await read(t, what, { headers, method: 'POST', body: 'x' }), ['json', 'html']);
  });
  test('get, and cookies', async t => {
    const headers = { 'x-a': '1', cookie: 'name=value' };
    const what = context => [context.get('X-A'), context.cookies.get('name')];
    assert.deepEqual(await read(t, what, { headers }), ['1', 'value']);
  });
  test('state is empty and of each request', async t => {
    const what = context => [Object.keys(context.state), context.state !== context.app.context.state];
    assert.deepEqual(await read(t, what), [[], true]);
  });
});

describe('response', () => {
  test('set, append, remove, type, etag, last-modified, vary', async t => {
    const { headers } = await answer(t, context => {
      context.set({ 'x-a': '1', 'x-b': '2' });
      context.append('x-a', '3');
      context.remove('x-b');
      context.vary('accept');
      context.type = 'json';
      context.etag = 'v1';
      context.lastModified = new Date(0);
      context.body = '{}';
    });
    assert.deepEqual([headers['x-a'], headers['x-b'], headers.vary], ['1, 3', undefined, 'accept']);
    assert.deepEqual([headers.etag, headers['last-modified']], ['"v1"', 'Thu, 01 Jan 1970 00:00:00 GMT']);
    assert.match(headers['content-type'], /json/);
  });
  test('redirect', async t => {
    const { status, headers } = await answer(t, context => context.redirect('/there'));
    assert.deepEqual([status, headers.location], [302, '/there']);
  });
  test('cookies, signed', async t => {
    const app = new Koa();
    app.keys = ['key'];
    app.use(context => {
      if (context.path === '/set') context.cookies.set('a', '1', { signed: true });
      context.body = context.cookies.get('a', { signed: true }) ?? 'none';
    });
    const request = await serve(t, app.callback());
    const cookie = (await request('/set')).headers['set-cookie'].map(line => line.split(';')[0]).join('; ');
    assert.equal((await request('/', { headers: { cookie } })).text, '1');
    assert.equal((await request('/', { headers: { cookie: 'a=1; a.sig=forged' } })).text, 'none');
  });
  test('attachment', async t => {
    const { headers } = await answer(t, context => {
      context.attachment('a.txt');
      context.body = 'x';
    });
    assert.match(headers['content-disposition'], /^attachment; filename="?a\.txt/);
  });
  test('fresh is 304', async t => {
    const { status } = await answer(
      t,
      context => {
        context.status = 200;
        context.etag = 'v1';
        context.body = 'x';
        if (context.fresh) context.status = 304;
      },
      { headers: { 'if-none-match': '"v1"' } },
    );
    assert.equal(status, 304);
  });
});

test('currentContext, when asked for', async t => {
  const app = new Koa({ asyncLocalStorage: true });
  app.use(async context => {
    await null;
    context.body = String(app.currentContext === context);
  });
  assert.equal((await (await serve(t, app.callback()))('/')).text, 'true');
});
