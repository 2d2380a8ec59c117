import type { SpanAttributes } from '@opentelemetry/api';
import type { SpanMatch } from '../../../shared/rules/sampling-rules';
import type { Patterns } from './patterns';

/** Text of a span's start that rules have conditions on. */
export interface Field {
  /** Capitals make no difference. */
  readonly isAnyCase?: true;
  /** Patterns of a rule; undefined if it has no such condition. */
  readonly patternsOf: (match: SpanMatch) => readonly string[] | undefined;
  /** Rules, as bits, whose patterns match. */
  readonly find: (patterns: Patterns, name: string, attributes: SpanAttributes) => number;
}

/** All fields that some of the rules use, the cheap ones first. */
export function fieldsOf(matches: readonly SpanMatch[]): Field[] {
  const keys = new Set(matches.flatMap(({ attributes = {} }) => Object.keys(attributes)));
  return [...STANDARD, ...[...keys].map(attributeField)].filter(field =>
    matches.some(match => field.patternsOf(match) !== undefined),
  );
}

/** Keys of all attributes that conditions can be about. */
export function keysOfMatches(matches: readonly SpanMatch[]): string[] {
  return [...STANDARD_KEYS, ...matches.flatMap(({ attributes = {} }) => Object.keys(attributes))];
}

const STANDARD_KEYS = [
  'http.request.method',
  'http.method',
  'server.address',
  'net.peer.name',
  'http.host',
  'http.route',
  'url.path',
  'http.target',
  'url.full',
  'http.url',
];

const STANDARD: readonly Field[] = [
  {
    isAnyCase: true,
    patternsOf: ({ method }) => method,
    find: (patterns, _, attributes) =>
      findText(patterns, attributes['http.request.method'] ?? attributes['http.method']),
  },
  {
    patternsOf: ({ name }) => name,
    find: (patterns, name) => patterns.find(name),
  },
  {
    isAnyCase: true,
    patternsOf: ({ host }) => host,
    find: (patterns, _, attributes) =>
      findText(
        patterns,
        attributes['server.address'] ?? attributes['net.peer.name'] ?? attributes['http.host'],
      ),
  },
  {
    patternsOf: ({ path }) => path,
    find: (patterns, _, attributes) => findText(patterns, pathOf(attributes)),
  },
  {
    // Routes are rarely known at the start: then they are patterns for the path.
    patternsOf: ({ route }) => route?.flatMap(text => [text, text.replace(PARAMETER, '*')]),
    find: (patterns, _, attributes) => findText(patterns, attributes['http.route'] ?? pathOf(attributes)),
  },
];

/** `:id` and `{id}` within a route. */
const PARAMETER = /:\w+\??|\{\w+\}/g;

function attributeField(key: string): Field {
  return {
    patternsOf: ({ attributes }) => attributes?.[key],
    find(patterns, _, attributes) {
      const value = attributes[key];
      if (typeof value === 'string') return patterns.find(value);
      if (!Array.isArray(value)) return value === undefined ? 0 : patterns.find(String(value));
      return value.reduce<number>((found, item) => found | patterns.find(String(item)), 0);
    },
  };
}

function findText(patterns: Patterns, value: unknown): number {
  return typeof value === 'string' ? patterns.find(value) : 0;
}

/** Path without query: of a server's request, or of a client's URL. */
function pathOf(attributes: SpanAttributes): string | undefined {
  const path = attributes['url.path'];
  if (typeof path === 'string') return path;
  const target = attributes['http.target'];
  if (typeof target === 'string') return upToQuery(target, 0);
  const url = attributes['url.full'] ?? attributes['http.url'];
  if (typeof url !== 'string') return undefined;
  const start = url.indexOf('/', url.indexOf('://') + 3);
  return start === -1 ? '/' : upToQuery(url, start);
}

function upToQuery(url: string, start: number): string {
  const query = url.indexOf('?', start);
  return url.slice(start, query === -1 ? undefined : query);
}
