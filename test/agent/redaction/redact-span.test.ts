import { type Attributes, SpanStatusCode } from '@opentelemetry/api';
import type { SpanItem } from '../../../src/agent/export/span-item';
import { redactSpan } from '../../../src/agent/redaction/redact-span';
import { secretParameters } from '../../../src/shared/urls/secret-parameters';
import * as fc from '../../fast-check';
import { type DialectName, drawnStatement } from './sql/drawn-statements';

const SECRET = 'Zq7hunter2';
const RULES = { statements: true, isSecret: secretParameters() };

interface Given {
  readonly name?: string;
  readonly attributes: Attributes;
  readonly error?: string;
  readonly scope?: string;
}

/** A finished span as the SDK has it, or as our own tracer does: with its attributes as a list. */
function spanOf({ name = 'query', attributes, error, scope = 'some' }: Given, isListed = false): SpanItem {
  const exception = {
    'exception.message': error!,
    'exception.stacktrace': `Error: ${error}\n    at f (a.js:1:2)`,
  };
  return {
    name,
    attributes: { ...attributes },
    ...(isListed && { attributeList: Object.entries(attributes).flat() }),
    status:
      error === undefined ? { code: SpanStatusCode.UNSET } : { code: SpanStatusCode.ERROR, message: error },
    events: error === undefined ? [] : [{ name: 'exception', time: [0, 0], attributes: exception }],
    instrumentationScope: { name: scope },
  } as unknown as SpanItem;
}

function redacted(given: Given, rules = RULES): SpanItem {
  const span = spanOf(given);
  redactSpan(span, rules);
  return span;
}

const SYSTEMS: readonly [DialectName, string][] = [
  ['POSTGRESQL', 'postgresql'],
  ['POSTGRESQL', 'cockroachdb'],
  ['MYSQL', 'mysql'],
  ['MYSQL', 'mariadb'],
  ['SQLITE', 'sqlite'],
  ['SQLITE', 'better-sqlite3'],
  ['TRANSACT_SQL', 'microsoft.sql_server'],
  ['TRANSACT_SQL', 'mssql'],
  ['ORACLE', 'oracle.db'],
  ['CQL', 'cassandra'],
];

test.each(SYSTEMS)('%s of %s: no secret is in the whole span, whoever made it', (dialect, system) => {
  const drawn = fc.tuple(drawnStatement(dialect, SECRET), fc.boolean(), fc.nat(3));
  fc.assert(
    fc.property(drawn, ([{ text }, isOld, way]) => {
      const names = [text, text.slice(0, 30), text.split(' ')[0]!, `db:${text.toUpperCase().split('\n')[0]}`];
      const given = {
        name: names[way]!,
        attributes: {
          [isOld ? 'db.system' : 'db.system.name']: system,
          [isOld ? 'db.statement' : 'db.query.text']: text,
          'db.operation.name': text.trim().split(' ')[0]!,
        },
        error: `failed: ${text}`,
      };
      for (const isListed of [false, true]) {
        const span = spanOf(given, isListed);
        redactSpan(span, RULES);
        const { attributeList, ...others } = span;
        const shown = JSON.stringify(isListed ? { ...others, attributes: attributeList } : others);
        expect(shown.toLowerCase()).not.toContain(SECRET.toLowerCase());
      }
    }),
    { numRuns: 500 },
  );
});

test('a summary is added, unless there is one', () => {
  const attributes = { 'db.system.name': 'mysql', 'db.query.text': 'select 1 from a join b' };
  expect(redacted({ attributes }).attributes['db.query.summary']).toBe('SELECT a b');
  const own = { ...attributes, 'db.query.summary': 'mine' };
  expect(redacted({ attributes: own }).attributes['db.query.summary']).toBe('mine');
});

test('raw leaves statements and errors as they are, and adds the summary', () => {
  const given = {
    attributes: { 'db.system.name': 'mysql', 'db.query.text': "select 'a'" },
    error: "near 'a'",
  };
  const span = redacted(given, { ...RULES, statements: false });
  expect(span.attributes).toMatchObject({ 'db.query.text': "select 'a'", 'db.query.summary': 'SELECT' });
  expect(span.status.message).toBe("near 'a'");
});

test('names that hold nothing of a literal stay', () => {
  const attributes = {
    'db.system.name': 'mysql',
    'db.query.text': "select 'abc' from users",
    'db.namespace': 'shop',
  };
  const span = redacted({ name: 'select shop.users', attributes });
  expect(span.name).toBe('select shop.users');
  expect(span.attributes['db.namespace']).toBe('shop');
});

test('values of parameters are recorded where the operator asks for them', () => {
  const attributes = {
    'db.system.name': 'mysql',
    'db.query.text': "select 'abc', ?",
    'db.mysql.values': '[abc]',
  };
  expect(redacted({ attributes }).attributes['db.mysql.values']).toBe('[abc]');
});

test('without a system, SQL is known by its first word', () => {
  expect(redacted({ attributes: { 'db.statement': "select 'S'" } }).attributes['db.statement']).toBe(
    'select ?',
  );
  expect(redacted({ attributes: { 'db.statement': '{"a":1}' } }).attributes['db.statement']).toBe('{"a":1}');
});

test("documents of Elasticsearch lose their values; Redis's and MongoDB's come without", () => {
  const body = '{"query":{"match":{"mail":"S"}},"size":10,"terms":["a",1.5e3]}\n{"a":"S';
  expect(
    redacted({ attributes: { 'db.system.name': 'elasticsearch', 'db.query.text': body } }).attributes,
  ).toMatchObject({
    'db.query.text': '{"query":{"match":{"mail":"?"}},"size":?,"terms":["?",?]}\n{"a":"?"',
  });
  const redis = { 'db.system.name': 'redis', 'db.query.text': 'HSET cart:7 ? ?' };
  expect(redacted({ attributes: redis }).attributes).toEqual(redis);
});

test('URLs in any generation of the conventions', () => {
  const { attributes } = redacted({
    attributes: {
      'url.full': 'https://u:S@h/?sig=S',
      'url.query': 'token=S&a=1',
      'http.url': 'http://h/?api_key=S',
      'http.target': '/p?password=S#id_token=S',
    },
  });
  expect(attributes).toEqual({
    'url.full': 'https://REDACTED:REDACTED@h/?sig=REDACTED',
    'url.query': 'token=REDACTED&a=1',
    'http.url': 'http://h/?api_key=REDACTED',
    'http.target': '/p?password=REDACTED#id_token=REDACTED',
  });
});

test("errors of GraphQL do not name a document's literals; those of the app stay", () => {
  const error = 'Expected value of type "Int", found "S".';
  const ofGraphql = redacted({ attributes: {}, error, scope: '@opentelemetry/instrumentation-graphql' });
  expect(JSON.stringify([ofGraphql.status, ofGraphql.events])).not.toContain('"S\\"');
  expect(redacted({ attributes: {}, error }).status.message).toBe(error);
});

test('the query that @fastify/otel has in its path goes, secrets and all', () => {
  const span = redacted({ attributes: { 'url.path': `/users/7?token=${SECRET}` } });
  expect(span.attributes['url.path']).toBe('/users/7');
});
