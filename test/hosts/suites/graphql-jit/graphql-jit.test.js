'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { buildSchema, GraphQLError, parse } = require('graphql');
const { compileQuery, isCompiledQuery } = require('graphql-jit');
const { testLooks } = require('../looks');

testLooks('graphql-jit');

const error = new Error('mine');
const schema = buildSchema(`
  type Query { order(id: String): String later: String fails: String me: String }
  type Mutation { change(to: String): String }
  type Subscription { ticks: Int }
`);
const { Query, Mutation, Subscription } = schema.getTypeMap();
Object.assign(Query.getFields().order, { resolve: (_source, { id }) => id });
Object.assign(Query.getFields().later, { resolve: async () => 'later' });
Object.assign(Query.getFields().me, { resolve: (_source, _args, context) => context?.user ?? 'nobody' });
Object.assign(Query.getFields().fails, {
  resolve: () => {
    throw error;
  },
});
Object.assign(Mutation.getFields().change, { resolve: (_source, { to }) => to });
Object.assign(Subscription.getFields().ticks, {
  async *subscribe() {
    for (const ticks of [1, 2]) yield { ticks };
  },
});

const compiled = (text, ...more) => compileQuery(schema, parse(text), ...more);

describe('compiled queries', () => {
  test('give what they gave, at once or later', async () => {
    const query = compiled('query one($id: String) { order(id: $id) }', 'one');
    assert.deepEqual({ ...query.query({}, {}, { id: 'a' }).data }, { order: 'a' });
    const later = compiled('{ later }').query({}, {}, {});
    assert.equal(typeof later.then, 'function');
    assert.deepEqual({ ...(await later).data }, { later: 'later' });
  });
  test('are known as such, with the properties that they had', () => {
    const query = compiled('{ order }');
    assert.equal(isCompiledQuery(query), true);
    assert.deepEqual(Object.keys(query).sort(), ['query', 'stringify']);
    assert.deepEqual([query.query.length, typeof query.stringify({ data: {} })], [3, 'string']);
  });
  test('are given context and variables, frozen ones and none', () => {
    const query = compiled('{ me }');
    assert.equal(query.query(undefined, Object.freeze({ user: 'me' }), Object.freeze({})).data.me, 'me');
    assert.equal(query.query(undefined, undefined, {}).data.me, 'nobody');
    assert.equal(query.query(null, null, {}).data.me, 'nobody');
  });
  test('tell errors in their result', () => {
    const { data, errors } = compiled('{ fails }').query({}, {}, {});
    assert.deepEqual(
      [data.fails, errors.length, errors[0].message, errors[0].path],
      [null, 1, 'mine', ['fails']],
    );
    assert.ok(errors[0] instanceof GraphQLError || errors[0] instanceof Error);
  });
  test('of wrong variables tell so', () => {
    const { errors } = compiled('query one($id: String!) { order(id: $id) }').query({}, {}, {});
    assert.match(errors[0].message, /\$id/);
  });
  test('mutations, and subscriptions', async () => {
    assert.equal(compiled('mutation { change(to: "x") }').query({}, {}, {}).data.change, 'x');
    const subscription = compiled('subscription { ticks }');
    assert.equal(typeof subscription.subscribe, 'function');
    const ticks = [];
    for await (const { data } of await subscription.subscribe({}, {}, {})) ticks.push(data.ticks);
    assert.deepEqual(ticks, [1, 2]);
  });
});

describe('what cannot be compiled', () => {
  test('gives errors in the place of a query', () => {
    const given = compiled('query a { order } query b { order }', 'c');
    assert.equal(isCompiledQuery(given), false);
    assert.equal(given.errors.length, 1);
  });
  for (const [what, args] of [
    ['nothing', []],
    ['no document', [schema]],
    ['a document of null', [schema, null]],
    ['options that are none', [schema, parse('{ order }'), 'one', 1]],
  ])
    test(`of ${what} throws, or tells`, () => {
      let outcome;
      try {
        outcome = compileQuery(...args);
      } catch (thrown) {
        outcome = thrown;
      }
      assert.ok(outcome instanceof Error || Array.isArray(outcome.errors) || isCompiledQuery(outcome));
    });
});
