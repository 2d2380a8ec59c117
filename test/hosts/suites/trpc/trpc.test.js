'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { initTRPC, TRPCError } = require('@trpc/server');
const { createHTTPHandler } = require('@trpc/server/adapters/standalone');
const { fetchRequestHandler } = require('@trpc/server/adapters/fetch');
const { serve } = require('../serve');
const { testLooks } = require('../looks');

testLooks(
  '@trpc/server',
  '@trpc/server/adapters/standalone',
  '@trpc/server/adapters/fetch',
  '@trpc/server/unstable-core-do-not-import',
);

const t = initTRPC.context().create();
const error = new Error('mine');
const router = t.router({
  hello: t.procedure.query(({ path, type, input, ctx }) => ({ path, type, input, user: ctx.user })),
  change: t.procedure.mutation(({ input }) => input ?? null),
  fails: t.procedure.query(() => {
    throw error;
  }),
  forbidden: t.procedure.query(() => {
    throw new TRPCError({ code: 'FORBIDDEN', message: 'no' });
  }),
  ticks: t.procedure.subscription(async function* ticks() {
    yield 1;
    yield 2;
  }),
  inner: t.router({ deep: t.procedure.query(() => 'deep') }),
});

async function open(test, options = {}) {
  const errors = [];
  const ask = await serve(
    test,
    createHTTPHandler({
      router,
      createContext: () => Object.freeze({ user: 'u' }),
      onError: given => errors.push([given.path, given.type, given.error.code, given.error.cause === error]),
      ...options,
    }),
  );
  const json = async (...args) => JSON.parse((await ask(...args)).text);
  return Object.assign(json, { ask, errors });
}

describe('procedures', () => {
  test('by a query, with input', async t => {
    const json = await open(t);
    assert.deepEqual((await json('/hello?input=%7B%22a%22%3A1%7D')).result.data, {
      path: 'hello',
      type: 'query',
      user: 'u',
    });
    assert.equal((await json('/inner.deep')).result.data, 'deep');
  });
  test('by a mutation', async t => {
    const json = await open(t);
    const headers = { 'content-type': 'application/json' };
    assert.deepEqual(await json('/change', { method: 'POST', headers, body: '{}' }), {
      result: { data: null },
    });
  });
  test('in a batch', async t => {
    const { ask } = await open(t);
    const { status, text } = await ask('/hello,forbidden,missing?batch=1');
    assert.equal(status, 207);
    assert.deepEqual(
      JSON.parse(text).map(({ error: failed }) => failed?.data.code),
      [undefined, 'FORBIDDEN', 'NOT_FOUND'],
    );
  });
  test('by a subscription over events', async t => {
    const { ask } = await open(t);
    const { headers, text } = await ask('/ticks');
    assert.match(headers['content-type'], /^text\/event-stream/);
    assert.deepEqual(text.match(/^data: \d$/gm), ['data: 1', 'data: 2']);
  });
  test('from a caller without a request', async () => {
    const caller = router.createCaller({ user: 'c' });
    assert.equal((await caller.hello()).user, 'c');
    await assert.rejects(caller.fails(), { name: 'TRPCError', code: 'INTERNAL_SERVER_ERROR', cause: error });
  });
});

describe('errors', () => {
  test('come to onError as they were thrown', async t => {
    const json = await open(t);
    assert.equal((await json('/fails')).error.data.httpStatus, 500);
    assert.equal((await json('/missing')).error.data.code, 'NOT_FOUND');
    assert.deepEqual(json.errors, [
      ['fails', 'query', 'INTERNAL_SERVER_ERROR', true],
      ['missing', 'unknown', 'NOT_FOUND', false],
    ]);
  });
  test('of the context', async t => {
    const json = await open(t, {
      createContext: () => {
        throw error;
      },
    });
    assert.equal((await json('/hello')).error.data.httpStatus, 500);
  });
  test('of a method that does not fit', async t => {
    const { ask } = await open(t);
    assert.equal((await ask('/change')).status, 405);
  });
});

describe('by fetch', () => {
  const options = path => ({
    endpoint: '/trpc',
    req: new Request(`http://h/trpc/${path}`),
    router,
    createContext: () => ({ user: 'f' }),
  });
  test('gives a response, and takes frozen options', async () => {
    const response = await fetchRequestHandler(Object.freeze(options('hello')));
    assert.equal(response.status, 200);
    assert.equal((await response.json()).result.data.user, 'f');
  });
  test('leaves headers and status to responseMeta', async () => {
    const seen = [];
    const response = await fetchRequestHandler({
      ...options('hello,fails?batch=1'),
      responseMeta(given) {
        seen.push(Object.keys(given).sort().join(), given.paths, given.type, given.errors.length);
        return { status: 299, headers: { 'x-own': '1' } };
      },
    });
    assert.deepEqual([response.status, response.headers.get('x-own')], [299, '1']);
    assert.deepEqual(seen.slice(1), [['hello', 'fails'], 'query', 1]);
  });
});

test('routers merge, and know their procedures', () => {
  const merged = t.mergeRouters(router, t.router({ other: t.procedure.query(() => 1) }));
  assert.deepEqual(Object.keys(merged._def.procedures).slice(-2), ['inner.deep', 'other']);
  assert.equal(merged._def.procedures.other.name, router._def.procedures.hello.name);
  const reserved = Object.fromEntries([['then', t.procedure.query(() => 1)]]);
  assert.throws(() => t.router(reserved), /Reserved words/);
});
