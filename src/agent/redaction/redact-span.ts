import { SpanStatusCode } from '@opentelemetry/api';
import { redactQuery, redactUrl } from '../../shared/urls/redact-url';
import type { IsSecret } from '../../shared/urls/secret-parameters';
import {
  addAttribute,
  attributeOf,
  changeAttribute,
  ownAttributes,
  type SpanItem,
} from '../export/span-item';
import { redactJson } from './redact-json';
import { redactGraphqlMessage, redactMessage } from './redact-message';
import { redactStack } from './redact-stack';
import { GRAPHQL, type SpanRules } from './span-rules';
import { type Dialect, dialectOf, OTHER } from './sql/dialects';
import { statementOf } from './sql/known-statements';
import { OTHER_VERB, type Statement } from './sql/read-statement';

/** Hides secrets in a finished span, and adds a summary of its statement. */
export function redactSpan(span: SpanItem, { statements, isSecret }: SpanRules): void {
  redactAddresses(span, isSecret);
  const query = queryOf(span);
  if (query?.statement?.summary !== undefined && attributeOf(span, 'db.query.summary') === undefined)
    addAttribute(span, 'db.query.summary', query.statement.summary);
  if (!statements) return;
  if (span.instrumentationScope.name === GRAPHQL) redactErrors(span, redactGraphqlMessage);
  else if (query !== undefined) redactQueryOf(span, query);
}

/** Attributes of URLs, of the current and of the older HTTP conventions. */
const URLS = ['url.full', 'http.url', 'http.target'];

function redactAddresses(span: SpanItem, isSecret: IsSecret): void {
  for (const key of URLS) replace(span, key, url => redactUrl(url, isSecret));
  replace(span, 'url.query', query => redactQuery(query, isSecret));
  // The path of @fastify/otel has the query, too.
  replace(span, 'url.path', path => path.split('?', 1)[0]!);
}

/** Systems without statements, or whose statements redis-statement.ts and mongo-statement.ts make. */
const SHOWN_SAFELY = /redis|valkey|keydb|memcache|mongo|dynamo/i;
/** Systems whose statements are documents of JSON. */
const OF_JSON = /elastic|opensearch|couchdb/i;
/** Attributes that hold a statement, of the current and of the older database conventions. */
const STATEMENTS = ['db.query.text', 'db.statement'];

/** Database query of a span. */
interface Query {
  readonly system: string | undefined;
  readonly text: string | undefined;
  readonly dialect: Dialect;
  /** Statement of SQL or a similar language. */
  readonly statement: Statement | undefined;
}

function queryOf(span: SpanItem): Query | undefined {
  const system = textOf(span, 'db.system.name') ?? textOf(span, 'db.system');
  const text = textOf(span, 'db.query.text') ?? textOf(span, 'db.statement');
  if (system === undefined && text === undefined) return undefined;
  const dialect = system === undefined ? OTHER : dialectOf(system);
  const isSql = system === undefined || !(SHOWN_SAFELY.test(system) || OF_JSON.test(system));
  const statement = isSql && text !== undefined ? statementOf(text, dialect) : undefined;
  // Without a system, take only texts that begin like SQL.
  return system === undefined && statement?.verb === OTHER_VERB
    ? undefined
    : { system, text, dialect, statement };
}

function redactQueryOf(span: SpanItem, { system, text, dialect, statement }: Query): void {
  if (text !== undefined && statement !== undefined && statement.text !== text) {
    redactDerived(span, text, statement.text, statement.summary ?? system ?? 'statement');
    for (const key of STATEMENTS) replace(span, key, known => statementOf(known, dialect).text);
  } else if (system !== undefined && OF_JSON.test(system)) {
    for (const key of STATEMENTS) replace(span, key, redactJson);
  }
  const failed = statement === undefined ? undefined : { text: text!, dialect };
  redactErrors(span, message => redactMessage(message, failed));
}

/** Redacts the name and attributes that were made of a statement before it was redacted. */
function redactDerived(span: SpanItem, text: string, shown: string, summary: string): void {
  const [all, left] = [text.toLowerCase(), shown.toLowerCase()];
  // Compare words, in any case: names may be cut, or in capitals.
  const holdsMore = (made: string) =>
    made
      .toLowerCase()
      .match(WORDS)
      ?.some(word => all.includes(word) && !left.includes(word)) === true;
  if (holdsMore(span.name)) (span as { name: string }).name = summary;
  const attributes = ownAttributes(span);
  for (let at = 0; at < attributes.length; at += 2) {
    const [key, value] = [attributes[at] as string, attributes[at + 1]];
    if (isDerived(key) && typeof value === 'string' && holdsMore(value)) changeAttribute(span, key, summary);
  }
}

const WORDS = /[\p{L}\p{N}_]{3,}/gu;

function isDerived(key: string): boolean {
  return key.startsWith('db.') && !OPTED_FOR.test(key) && !STATEMENTS.includes(key);
}

/** Values of parameters, which instrumentations record only if the operator asks for them. */
const OPTED_FOR = /\.(?:parameter|values)\b/;

type Redact = (message: string) => string;

function redactErrors(span: SpanItem, redact: Redact): void {
  const { status, events } = span;
  if (status.code === SpanStatusCode.ERROR && status.message !== undefined)
    (span as { status: typeof status }).status = { ...status, message: redact(status.message) };
  for (const event of events) if (event.name === 'exception') redactException(event, redact);
}

function redactException(event: SpanItem['events'][number], redact: Redact): void {
  const { 'exception.message': message, 'exception.stacktrace': stack } = event.attributes ?? {};
  event.attributes = {
    ...event.attributes,
    ...(typeof message === 'string' && { 'exception.message': redact(message) }),
    ...(typeof stack === 'string' && { 'exception.stacktrace': redactStack(stack, redact) }),
  };
}

function textOf(span: SpanItem, key: string): string | undefined {
  const value = attributeOf(span, key);
  return typeof value === 'string' ? value : undefined;
}

function replace(span: SpanItem, key: string, redact: (value: string) => string): void {
  const value = textOf(span, key);
  if (value === undefined) return;
  const shown = redact(value);
  if (shown !== value) changeAttribute(span, key, shown);
}
