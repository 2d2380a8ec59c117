'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { describe, test } = require('node:test');
const Hapi = require('@hapi/hapi');
const { testLooks } = require('../looks');
const { request } = require('../serve');

testLooks('@hapi/hapi', '@hapi/hapi/lib/server');

/** A running server, for one test; gives the function that asks it. */
async function serve(t, setUp, options) {
  const server = Hapi.server({ port: 0, host: '127.0.0.1', debug: false, ...options });
  await setUp(server);
  await server.start();
  t.after(() => server.stop({ timeout: 10 }));
  return Object.assign((path, options) => request(server.info.port, path, options), { server });
}

/** An object that nothing can be written to, at any depth. */
function frozen(value) {
  for (const inner of Object.values(value)) if (typeof inner === 'object' && inner !== null) frozen(inner);
  return Object.freeze(value);
}

describe('servers', () => {
  test('are made with and without new', () => {
    for (const server of [Hapi.server(), new Hapi.Server(), Hapi.Server({ port: 0 })])
      assert.deepEqual(
        [typeof server.route, typeof server.ext, typeof server.register],
        ['function', 'function', 'function'],
      );
    assert.equal(Hapi.server, Hapi.Server);
  });
  test('have no properties but hapi’s', () => {
    const own = Object.getOwnPropertyNames(Hapi.server());
    assert.deepEqual(
      ['route', 'ext', 'register'].filter(name => own.includes(name)),
      [],
    );
    assert.deepEqual([Hapi.server().route.name, Hapi.server().ext.length], ['route', 3]);
  });
  for (const options of [null, 1, 'x', { nothing: 1 }])
    test(`refuse ${JSON.stringify(options)} for options, as hapi does`, () => {
      try {
        assert.equal(typeof Hapi.server(options), 'object');
      } catch (error) {
        assert.match(error.message, /Invalid server options|must be|Cannot/);
      }
    });
  test('answer injected requests', async () => {
    const server = Hapi.server();
    server.route({ method: 'GET', path: '/', handler: () => 'x' });
    assert.equal((await server.inject('/')).result, 'x');
  });
});

describe('routes', () => {
  test('answer with what handlers give', async t => {
    const ask = await serve(t, server =>
      server.route([
        { method: 'GET', path: '/text', handler: () => 'text' },
        { method: 'GET', path: '/later', handler: async () => ({ later: true }) },
        { method: ['PUT', 'POST'], path: '/both', handler: request => request.method },
        { method: 'GET', path: '/options', options: { handler: (_, h) => h.response('o').code(201) } },
      ]),
    );
    assert.equal((await ask('/text')).text, 'text');
    assert.equal((await ask('/later')).text, '{"later":true}');
    assert.equal((await ask('/both', { method: 'POST' })).text, 'post');
    assert.equal((await ask('/options')).status, 201);
  });
  test('H4: may be frozen, and are left as they are', async t => {
    const handler = () => 'x';
    const routes = frozen([
      { method: 'GET', path: '/a', handler },
      { method: 'GET', path: '/b', options: { handler } },
    ]);
    const before = routes.map(route => Reflect.ownKeys(route));
    const ask = await serve(t, server => server.route(routes));
    assert.deepEqual([(await ask('/a')).text, (await ask('/b')).text], ['x', 'x']);
    assert.deepEqual([routes.map(route => Reflect.ownKeys(route)), routes[0].handler], [before, handler]);
  });
  test('H4: may be used by several servers', async t => {
    const route = { method: 'GET', path: '/a', handler: () => 'x' };
    for (let i = 0; i < 2; i++) {
      const ask = await serve(t, server => server.route(route));
      assert.equal((await ask('/a')).text, 'x');
    }
    assert.deepEqual(Reflect.ownKeys(route), ['method', 'path', 'handler']);
  });
  test('H4: options may be a function, which has the bind context for `this`', async t => {
    const context = { name: 'bound' };
    let seen;
    const ask = await serve(t, server => {
      server.bind(context);
      server.route({
        method: 'GET',
        path: '/',
        options: function (given) {
          seen = [this, given === server];
          return frozen({
            handler: function () {
              return this.name;
            },
          });
        },
      });
    });
    assert.equal((await ask('/')).text, 'bound');
    assert.deepEqual(seen, [context, true]);
  });
  test('H4: `this` of handlers is the bind context', async t => {
    const ask = await serve(t, server => {
      server.bind({ name: 'bound' });
      const handler = function () {
        return this.name;
      };
      server.route([
        { method: 'GET', path: '/a', handler },
        { method: 'GET', path: '/b', options: { handler } },
        { method: 'GET', path: '/c', options: { handler, bind: { name: 'own' } } },
      ]);
    });
    const texts = [await ask('/a'), await ask('/b'), await ask('/c')].map(({ text }) => text);
    assert.deepEqual(texts, ['bound', 'bound', 'own']);
  });
  test('have settings with the handler’s name', async t => {
    const ask = await serve(t, server =>
      server.route({
        method: 'GET',
        path: '/',
        handler: function named(request) {
          const { handler } = request.route.settings;
          return [handler.name, handler.length].join();
        },
      }),
    );
    assert.equal((await ask('/')).text, 'named,1');
  });
  test('a handler that gives nothing is named in the error', async t => {
    const ask = await serve(t, server => {
      server.route({ method: 'GET', path: '/', handler: function nothing() {} });
      server.ext('onPreResponse', request => request.response.message ?? 'none');
    });
    assert.match((await ask('/')).text, /^nothing method did not return/);
  });
  for (const route of [null, undefined, 1, 'x', {}, { method: 'GET' }, { method: 'GET', path: '/' }])
    test(`${JSON.stringify(route)} is refused as hapi does`, () => {
      assert.throws(
        () => Hapi.server().route(route),
        error => !/read only/.test(error.message),
      );
    });
  test('a second route of a path is refused', () => {
    const server = Hapi.server();
    const route = { method: 'GET', path: '/', handler: () => 'x' };
    server.route(route);
    assert.throws(() => server.route(route), /conflicts with existing/);
  });
});

describe('errors', () => {
  for (const [name, handler] of [
    [
      'thrown',
      () => {
        throw new Error('mine');
      },
    ],
    [
      'rejected',
      async () => {
        throw new Error('mine');
      },
    ],
    [
      'null thrown',
      () => {
        throw null;
      },
    ],
    ['undefined rejected', () => Promise.reject(undefined)],
    [
      'a text thrown',
      () => {
        throw 'text';
      },
    ],
  ])
    test(`${name} is 500`, async t => {
      const ask = await serve(t, server => server.route({ method: 'GET', path: '/', handler }));
      assert.equal((await ask('/')).status, 500);
    });
  test('returned are answers', async t => {
    const ask = await serve(t, server =>
      server.route({ method: 'GET', path: '/', handler: () => new Error('returned') }),
    );
    assert.equal((await ask('/')).status, 500);
  });
  test('log where they come from', async t => {
    const ask = await serve(t, server =>
      server.route({
        method: 'GET',
        path: '/',
        handler: () => {
          throw new TypeError('mine');
        },
      }),
    );
    const logged = new Promise(resolve =>
      ask.server.events.on({ name: 'request', channels: 'error' }, (_, event) => resolve(event.error)),
    );
    await ask('/');
    assert.match((await logged).message, /mine/);
  });
});

describe('extensions', () => {
  const POINTS = ['onRequest', 'onPreAuth', 'onPreHandler', 'onPostHandler', 'onPreResponse'];
  test('run in order, whichever way they are added', async t => {
    const order = [];
    const method = name => (_, h) => {
      order.push(name);
      return h.continue;
    };
    const ask = await serve(t, server => {
      server.route({ method: 'GET', path: '/', handler: () => 'x' });
      for (const point of POINTS) server.ext(point, method(point));
      server.ext({ type: 'onPreHandler', method: method('object') });
      server.ext([{ type: 'onPreHandler', method: method('array') }]);
      server.ext('onPreHandler', [method('many')].at(0), {});
    });
    await ask('/');
    assert.deepEqual(order, [
      'onRequest',
      'onPreAuth',
      'onPreHandler',
      'object',
      'array',
      'many',
      'onPostHandler',
      'onPreResponse',
    ]);
  });
  test('H4: `this` is the bind context', async t => {
    const ask = await serve(t, server => {
      server.bind({ name: 'bound' });
      server.route({ method: 'GET', path: '/', handler: request => request.app.name });
      server.ext('onPreHandler', function (request, h) {
        request.app.name = this.name;
        return h.continue;
      });
      server.ext({
        type: 'onPreHandler',
        options: { bind: { name: 'own' } },
        method: function (request, h) {
          request.app.name += this.name;
          return h.continue;
        },
      });
    });
    assert.equal((await ask('/')).text, 'boundown');
  });
  test('H4: may be frozen, and are left as they are', async t => {
    const method = (_, h) => h.continue;
    const events = frozen([
      { type: 'onPreHandler', method: [method, method] },
      { type: 'onPreAuth', method },
    ]);
    const ask = await serve(t, server => {
      server.route({ method: 'GET', path: '/', handler: () => 'x' });
      server.ext(events);
      server.ext(events[1]);
      server.ext(
        'onPreResponse',
        Object.freeze((_, h) => h.continue),
      );
    });
    assert.equal((await ask('/')).text, 'x');
    assert.deepEqual([events[1].method, Reflect.ownKeys(method)], [method, ['length', 'name']]);
  });
  test('of the server’s own life run', async t => {
    const order = [];
    await serve(t, server => {
      for (const point of ['onPreStart', 'onPostStart']) server.ext(point, () => void order.push(point));
    });
    assert.deepEqual(order, ['onPreStart', 'onPostStart']);
  });
  test('without a method are a promise of the next request', async t => {
    let next;
    const ask = await serve(t, server => {
      server.route({ method: 'GET', path: '/x', handler: () => 'x' });
      next = server.ext('onPreHandler');
    });
    await ask('/x');
    assert.equal((await next).path, '/x');
  });
  for (const args of [
    [null],
    [undefined],
    [1],
    [{}],
    [{ type: 'onNothing', method() {} }],
    ['onPreHandler', 1],
  ])
    test(`${JSON.stringify(args)} is refused as hapi does`, () => {
      assert.throws(
        () => Hapi.server().ext(...args),
        error => !/read only/.test(error.message),
      );
    });
});

describe('plugins', () => {
  const plugin = (name, register = () => {}) => ({ name, register });
  test('H4: may be modules', async t => {
    const ask = await serve(t, async server => server.register(await import('./plugin.mjs')));
    assert.equal((await ask('/module')).text, 'of a module');
  });
  test('H4: may be frozen, registered many times, and are left as they are', async t => {
    const register = server => server.route({ method: 'GET', path: '/x', handler: () => 'x' });
    const given = frozen({ plugin: plugin('p', register), options: { a: 1 } });
    for (let i = 0; i < 2; i++) {
      const ask = await serve(t, server => server.register([given]));
      assert.equal((await ask('/x')).text, 'x');
    }
    assert.equal(given.plugin.register, register);
  });
  test('H4: without a name are rejected', async () => {
    const server = Hapi.server();
    for (const nameless of [{ register() {} }, { plugin: {} }, undefined, null, 1])
      await assert.rejects(async () => await server.register(nameless));
    const rejected = server.register({ register() {} });
    assert.equal(typeof rejected.then, 'function');
    await rejected.catch(() => {});
  });
  test('get their options, a server of their own, and `this`', async t => {
    let seen;
    const given = {
      name: 'p',
      register(server, options) {
        seen = [this.name, server.realm.plugin, options];
      },
    };
    await serve(t, server => server.register({ plugin: given, options: { a: 1 } }));
    assert.deepEqual(seen, ['p', 'p', { a: 1 }]);
  });
  test('are in registrations, expose, and depend', async t => {
    const ask = await serve(t, server =>
      server.register([
        plugin('a', inner => inner.expose('value', 1)),
        plugin('b', inner => inner.dependency('a')),
      ]),
    );
    assert.deepEqual([Object.keys(ask.server.registrations), ask.server.plugins.a.value], [['a', 'b'], 1]);
  });
  test('with routes under a prefix', async t => {
    const ask = await serve(t, server =>
      server.register(
        plugin('p', inner => inner.route({ method: 'GET', path: '/x', handler: () => 'x' })),
        { routes: { prefix: '/pre' } },
      ),
    );
    assert.equal((await ask('/pre/x')).text, 'x');
  });
  test('that throw reject the registration', async () => {
    await assert.rejects(Hapi.server().register(plugin('p', () => assert.fail('mine'))), { message: 'mine' });
  });
  test('registered twice are refused', async () => {
    const server = Hapi.server();
    await server.register(plugin('p'));
    await assert.rejects(server.register(plugin('p')), /already registered/);
  });
});

test('the state of an AsyncLocalStorage is kept', async t => {
  const storage = new AsyncLocalStorage();
  const ask = await serve(t, server => {
    server.ext('onRequest', (request, h) => {
      storage.enterWith(request.path);
      return h.continue;
    });
    server.route({ method: 'GET', path: '/{n}', handler: () => storage.getStore() ?? 'none' });
  });
  const alone = await Promise.all(['/1', '/2'].map(path => ask(path)));
  assert.equal(alone.length, 2);
});

test('several copies of hapi', async t => {
  const key = require.resolve('@hapi/hapi');
  const before = { ...require.cache };
  for (const file of Object.keys(require.cache)) if (file.includes('@hapi')) delete require.cache[file];
  const other = require('@hapi/hapi');
  t.after(() => Object.assign(require.cache, before));
  assert.notEqual(other, before[key].exports);
  const server = other.server();
  server.route({ method: 'GET', path: '/', handler: () => 'other' });
  assert.equal((await server.inject('/')).result, 'other');
});
