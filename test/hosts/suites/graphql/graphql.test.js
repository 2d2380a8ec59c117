'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { describe, test } = require('node:test');
const graphql = require('graphql');
const { testLooks } = require('../looks');

const { buildSchema, execute, parse, validate } = graphql;

testLooks('graphql', 'graphql/execution/execute', 'graphql/language/parser');

const schema = buildSchema(
  'type Query { me: User, text: String, list: [User] } type User { name: String, friend: User }',
);
const document = parse('{ text }');
const data = result => ({ ...result.data });
const rootValue = { text: () => 'x' };

describe('execute', () => {
  for (const contextValue of [
    undefined,
    null,
    0,
    1,
    '',
    'text',
    true,
    Symbol('s'),
    Object.freeze({}),
    Object.create(null),
    new Proxy({}, { set: () => false, defineProperty: () => false }),
  ])
    test(`H5: gives resolvers the context value ${String(Object(contextValue) === contextValue ? Object.isFrozen(contextValue) : String(contextValue))}`, () => {
      let seen = 'nothing';
      const root = {
        text: (_args, context) => {
          seen = context;
          return 'x';
        },
      };
      assert.deepEqual(data(execute({ schema, document, rootValue: root, contextValue })), { text: 'x' });
      assert.equal(seen, contextValue);
    });
  test('H5: writes nothing to the context value, the arguments or the document', () => {
    const args = Object.freeze({ schema, document: parse('{ text }'), rootValue, contextValue: { a: 1 } });
    const before = [args.contextValue, args.document].map(value => Reflect.ownKeys(value));
    execute(args);
    assert.deepEqual(
      [args.contextValue, args.document].map(value => Reflect.ownKeys(value)),
      before,
    );
  });
  test('is synchronous where resolvers are', async () => {
    assert.equal(typeof execute({ schema, document, rootValue }).then, 'undefined');
    const later = execute({ schema, document, rootValue: { text: async () => 'later' } });
    assert.equal(typeof later.then, 'function');
    assert.deepEqual(data(await later), { text: 'later' });
  });
  test('takes one argument', () => {
    assert.throws(() => execute(schema, document), /positional arguments/);
    assert.throws(() => execute(), TypeError);
    assert.throws(() => execute({}), { message: /Must provide document/ });
    assert.throws(() => execute({ document }), { message: /Expected undefined to be a GraphQL schema/ });
  });
  test('heeds all of its arguments', () => {
    const strict = buildSchema('type Query { sum(a: Int!, b: Int!): Int }');
    const result = execute({
      schema: strict,
      document: parse('query Q($a: Int!, $b: Int!) { sum(a: $a, b: $b) }'),
      variableValues: { a: 'x', b: 'y' },
      operationName: 'Q',
      options: { maxCoercionErrors: 1 },
    });
    assert.match(result.errors.at(-1).message, /Too many errors/);
  });
  test('has field and type resolvers of the app', () => {
    const result = execute({
      schema,
      document,
      fieldResolver(source, args, context, info) {
        return [this === undefined, source, Object.keys(args).length, context, info.fieldName].join();
      },
      rootValue: 'root',
      contextValue: 'context',
    });
    assert.equal(result.data.text, 'true,root,0,context,text');
  });
  for (const thrown of [new Error('mine'), null, undefined, 'text', 0])
    test(`collects what resolvers throw: ${String(thrown)}`, async () => {
      for (const text of [
        () => {
          throw thrown;
        },
        async () => {
          throw thrown;
        },
      ]) {
        const result = await execute({ schema, document, rootValue: { text } });
        assert.deepEqual([data(result), result.errors.length], [{ text: null }, 1]);
        if (thrown instanceof Error) assert.equal(result.errors[0].originalError, thrown);
      }
    });
  test('reads a getter of the source once', () => {
    let reads = 0;
    const source = {
      get text() {
        reads += 1;
        return 'x';
      },
    };
    assert.deepEqual(data(execute({ schema, document, rootValue: source })), { text: 'x' });
    assert.equal(reads, 1);
  });
  test('calls methods of the source with it', () => {
    class Root {
      #text = 'private';
      text() {
        return this.#text;
      }
    }
    assert.deepEqual(data(execute({ schema, document, rootValue: new Root() })), { text: 'private' });
  });
  test('within execute, with the same context', async () => {
    const contextValue = {};
    const inner = () => execute({ schema, document, rootValue, contextValue });
    const result = await execute({
      schema,
      document: parse('{ me { name friend { name } } }'),
      rootValue: { me: async () => ({ name: () => inner().data.text, friend: { name: 'f' } }) },
      contextValue,
    });
    assert.deepEqual(JSON.parse(JSON.stringify(result.data)), { me: { name: 'x', friend: { name: 'f' } } });
    assert.deepEqual(Reflect.ownKeys(contextValue), []);
  });
  test('keeps the state of an AsyncLocalStorage', async () => {
    const storage = new AsyncLocalStorage();
    const root = {
      text: async () => {
        await null;
        return storage.getStore();
      },
    };
    const results = await Promise.all(
      ['1', '2'].map(n => storage.run(n, () => execute({ schema, document, rootValue: root }))),
    );
    assert.deepEqual(
      results.map(({ data }) => data.text),
      ['1', '2'],
    );
  });
  test('operations that are not there', () => {
    const result = execute({ schema, document: parse('query A { text } query B { text }'), rootValue });
    assert.match(result.errors[0].message, /Must provide operation name/);
    const none = execute({ schema, document: parse('query A { text }'), operationName: 'C' });
    assert.match(none.errors[0].message, /Unknown operation named "C"/);
  });
});

describe('schemas', () => {
  const { GraphQLObjectType, GraphQLSchema, GraphQLString } = graphql;
  const make = resolve =>
    new GraphQLSchema({
      query: new GraphQLObjectType({ name: 'Query', fields: { text: { type: GraphQLString, resolve } } }),
    });
  test('keep the resolvers that they were made of, by name and arity', () => {
    const own = make(function named(_source, _args, _context, _info) {
      return 'x';
    });
    execute({ schema: own, document });
    const { resolve } = own.getQueryType().getFields().text;
    assert.deepEqual([resolve.name, resolve.length], ['named', 4]);
  });
  test('resolvers may be called by the app', () => {
    const own = make((source, args, context, info) => [source, args, context, info].join());
    execute({ schema: own, document });
    assert.equal(own.getQueryType().getFields().text.resolve(1, 2, 3), '1,2,3,');
  });
  test('may be frozen', () => {
    const own = make(() => 'x');
    const type = own.getQueryType();
    Object.freeze(type.getFields().text);
    Object.freeze(type);
    assert.deepEqual(data(execute({ schema: own, document })), { text: 'x' });
  });
  test('may be executed many times', () => {
    let calls = 0;
    const own = make(() => String(++calls));
    for (let i = 0; i < 3; i++) execute({ schema: own, document });
    assert.equal(calls, 3);
  });
});

describe('parse and validate', () => {
  test('throw syntax errors', () => {
    assert.throws(() => parse('{'), { name: 'GraphQLError', message: /Syntax Error/ });
    for (const source of [undefined, null, 1]) assert.throws(() => parse(source), /Body must be a string/);
  });
  test('take sources and options', () => {
    const source = new graphql.Source('{ text }', 'file.graphql');
    assert.equal(parse(source, { noLocation: true }).loc, undefined);
    assert.equal(parse(source).loc.source, source);
    assert.equal(parse('type A { b: C }').definitions.length, 1);
  });
  test('validate gives errors, by the app’s rules, too', () => {
    assert.deepEqual(validate(schema, document), []);
    assert.equal(validate(schema, parse('{ none }')).length, 1);
    const rule = context => ({
      Field: node => context.reportError(new graphql.GraphQLError('mine', { nodes: node })),
    });
    assert.deepEqual(
      validate(schema, document, [rule], { maxErrors: 1 }).map(({ message }) => message),
      ['mine'],
    );
  });
  test('validate throws for what is no schema or document', () => {
    assert.throws(() => validate(schema), { message: /Must provide document/ });
    assert.throws(() => validate(undefined, document), {
      message: /Expected undefined to be a GraphQL schema/,
    });
  });
  for (const thrown of [null, undefined, 0])
    test(`what a rule throws passes: ${thrown}`, () => {
      const rule = () => {
        throw thrown;
      };
      let caught = 'nothing';
      try {
        validate(schema, document, [rule]);
      } catch (error) {
        caught = error;
      }
      assert.equal(caught, thrown);
    });
});

describe('as a whole', () => {
  test('graphql and graphqlSync', async () => {
    const args = { schema, source: '{ text }', rootValue };
    assert.deepEqual(
      [data(await graphql.graphql(args)), data(graphql.graphqlSync(args))],
      [{ text: 'x' }, { text: 'x' }],
    );
    assert.throws(
      () => graphql.graphqlSync({ ...args, rootValue: { text: async () => 'x' } }),
      /complete synchronously/,
    );
  });
  test('subscriptions', async () => {
    const own = buildSchema('type Query { a: Int } type Subscription { count: Int }');
    const iterator = await graphql.subscribe({
      schema: own,
      document: parse('subscription { count }'),
      rootValue: {
        async *count() {
          yield { count: 1 };
          yield { count: 2 };
        },
      },
    });
    const counts = [];
    for await (const { data } of iterator) counts.push(data.count);
    assert.deepEqual(counts, [1, 2]);
  });
});
