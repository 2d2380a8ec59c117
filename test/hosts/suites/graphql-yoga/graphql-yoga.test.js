'use strict';
const assert = require('node:assert/strict');
const http = require('node:http');
const { describe, test } = require('node:test');
const { createSchema, createYoga, createGraphQLError } = require('graphql-yoga');
const { execute, subscribe, normalizedExecutor } = require('@graphql-tools/executor');
const { parse } = require('graphql');
const { serve } = require('../serve');
const { testLooks } = require('../looks');

testLooks('graphql-yoga', '@graphql-tools/executor', 'graphql');

const error = new Error('mine');
const schema = createSchema({
  typeDefs: `
    type Query { order(id: String): String later: String fails: String known: String me: String }
    type Mutation { change(to: String): String }
    type Subscription { ticks: Int }
  `,
  resolvers: {
    Query: {
      order: (_source, { id }) => id,
      later: async () => 'later',
      fails() {
        throw error;
      },
      known() {
        throw createGraphQLError('known', { extensions: { code: 'MINE' } });
      },
      me: (_source, _args, context) => context.user ?? 'nobody',
    },
    Mutation: { change: (_source, { to }) => to },
    Subscription: {
      ticks: {
        async *subscribe() {
          for (const ticks of [1, 2]) yield { ticks };
        },
      },
    },
  },
});

async function open(t, options) {
  const yoga = createYoga({ schema, logging: false, ...options });
  const ask = await serve(t, yoga);
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const query = async (text, variables) => {
    const { text: answer, status } = await ask('/graphql', {
      method: 'POST',
      headers,
      body: JSON.stringify({ query: text, variables }),
    });
    return { status, answer, ...(answer.startsWith('{') ? JSON.parse(answer) : {}) };
  };
  return Object.assign(query, { yoga });
}

describe('a server', () => {
  test('answers queries with variables, and mutations', async t => {
    const query = await open(t);
    const { data } = await query('query Q($id: String) { order(id: $id) later }', { id: 'a' });
    assert.deepEqual(data, { order: 'a', later: 'later' });
    assert.deepEqual((await query('mutation { change(to: "x") }')).data, { change: 'x' });
  });
  test('streams subscriptions', async t => {
    const { answer } = await (await open(t))('subscription { ticks }');
    assert.deepEqual(answer.match(/"ticks":\d/g), ['"ticks":1', '"ticks":2']);
  });
  test('masks errors, and passes known ones on', async t => {
    const query = await open(t);
    assert.equal((await query('{ fails }')).errors[0].message, 'Unexpected error.');
    assert.equal((await query('{ known }')).errors[0].extensions.code, 'MINE');
    assert.equal((await query('{ missing }')).errors[0].extensions.code, 'GRAPHQL_VALIDATION_FAILED');
    assert.equal((await query('{')).errors[0].extensions.code, 'GRAPHQL_PARSE_FAILED');
  });
  test('gives errors to maskError as they were thrown', async t => {
    const seen = [];
    const query = await open(t, {
      maskedErrors: {
        maskError(given) {
          seen.push(given.originalError === error);
          return given;
        },
      },
    });
    assert.equal((await query('{ fails }')).errors[0].message, 'mine');
    assert.deepEqual(seen, [true]);
  });
  test('gives plugins its functions, and takes theirs', async t => {
    const seen = [];
    const plugin = {
      onExecute({ executeFn, setExecuteFn, args }) {
        seen.push(typeof executeFn, Object.isFrozen(args), args.operationName);
        setExecuteFn(given => executeFn(given));
      },
    };
    const query = await open(t, { plugins: [plugin] });
    assert.equal((await query('{ later }')).data.later, 'later');
    assert.equal(seen[0], 'function');
  });
  test('has a context of the app’s own', async t => {
    const query = await open(t, { context: () => Object.freeze({ user: 'u' }) });
    assert.equal((await query('{ me }')).data.me, 'u');
  });
  test('without a server', async () => {
    const yoga = createYoga({ schema, logging: false });
    const response = await yoga.fetch('http://h/graphql?query={later}');
    assert.deepEqual(await response.json(), { data: { later: 'later' } });
    assert.equal(http.createServer(yoga).listenerCount('request'), 1);
  });
});

describe('the executor', () => {
  const document = parse('query Q { order(id: "a") }');
  test('answers at once where the resolvers do', () => {
    assert.deepEqual({ ...execute({ schema, document }).data }, { order: 'a' });
    assert.ok(execute({ schema, document: parse('{ later }') }) instanceof Promise);
  });
  test('takes frozen contexts and primitives', () => {
    for (const contextValue of [Object.freeze({}), 1, 'text', null])
      assert.equal(execute({ schema, document, contextValue }).data.order, 'a');
    assert.equal(execute(Object.freeze({ schema, document })).data.order, 'a');
  });
  test('collects errors as they were thrown', () => {
    const { errors } = execute({ schema, document: parse('{ fails }') });
    assert.equal(errors[0].originalError, error);
  });
  test('subscribes', async () => {
    const results = [];
    for await (const { data } of await subscribe({ schema, document: parse('subscription { ticks }') }))
      results.push(data.ticks);
    assert.deepEqual(results, [1, 2]);
    assert.equal((await normalizedExecutor({ schema, document })).data.order, 'a');
  });
  for (const bad of [undefined, null, {}])
    test(`refuses ${JSON.stringify(bad)} as ever`, () => {
      assert.throws(() => execute(bad), Error);
    });
});
