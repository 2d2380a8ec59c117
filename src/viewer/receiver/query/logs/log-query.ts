import { KeyValueField, LogRecordField, WireType } from '../../../../shared/otlp/fields';
import type { LogChunk } from '../../store/logs/log-store';
import type { Origin } from '../../store/origins';
import type { Value } from '../../trace';
import { noAttributes } from '../../wire/no-attributes';
import { readKeyValue } from '../../wire/read-value';
import { Reader } from '../../wire/reader';
import { containsText, findText } from '../contains-text';
import { idWordsTest } from '../id-test';
import { anyValueTest, type PairTest, pairTest, valueTest } from '../match-value';
import type { Operator, Query } from '../parse';
import { isInPart, type LogTest, partTest } from './record-parts';
import { severityTest } from './severities';

const tagOf = (field: number) => (field << 3) | WireType.bytes;
const KEY = tagOf(KeyValueField.key);
const BODY = new Set([tagOf(LogRecordField.body)]);
const EVENT = new Set([tagOf(LogRecordField.eventName)]);
const ATTRIBUTE = new Set([tagOf(LogRecordField.attributes)]);
/** Parts that a search for words looks into. */
const TEXTS = new Set([...BODY, ...EVENT, ...ATTRIBUTE, tagOf(LogRecordField.severityText)]);

/**
 * Turns a parsed query into a test of log records, in the language of searches for traces. Fields are service, severity, body,
 * event, scope, trace, span and `resource.*`; every other name is an attribute's. Throws QueryError.
 */
export function compileLogQuery(query: Query): LogTest {
  switch (query.type) {
    case 'and': {
      const tests = query.parts.map(compileLogQuery);
      return (chunk, index) => tests.every(test => test(chunk, index));
    }
    case 'or': {
      const tests = query.parts.map(compileLogQuery);
      return (chunk, index) => tests.some(test => test(chunk, index));
    }
    case 'not': {
      const test = compileLogQuery(query.part);
      return (chunk, index) => !test(chunk, index);
    }
    case 'text':
      return textTest(query.text);
    case 'exists':
      return attributeTest(query.field, () => true);
    case 'compare':
      return fieldTest(query.field, query.operator, query.value);
  }
}

function fieldTest(field: string, operator: Operator, value: string): LogTest {
  if (field === 'severity') {
    const holds = severityTest(operator, value);
    return ({ severity }, index) => holds(severity[index]!);
  }
  if (field === 'trace' || field === 'span') {
    const holds = idWordsTest(field, operator, value);
    return ({ ids }, index) => holds(ids, index * 6 + (field === 'span' ? 4 : 0));
  }
  const holds = valueTest(operator, value);
  if (field === 'service') return originTest(({ service }) => holds(service));
  if (field === 'scope') return originTest(({ scope }) => holds(scope.name));
  if (field.startsWith('resource.')) return resourceTest(field.slice('resource.'.length), holds);
  if (field === 'body') return partTest(BODY, anyValueTest(operator, value));
  if (field === 'event') return partTest(EVENT, stringTest(operator, value));
  return attributeTest(field, holds, pairTest(operator, value));
}

/** The attribute of the record or its resource. */
function attributeTest(
  key: string,
  holds: (value: Value) => boolean,
  holdsEncoded: PairTest = () => true,
): LogTest {
  const ofResource = resourceTest(key, holds);
  const hasKey = keyTest(Buffer.from(key));
  const isWithin = nestedTest(key, holds);
  const own = partTest(
    ATTRIBUTE,
    (source, start, end) =>
      hasKey(source, start, end) ? holdsEncoded(source, start, end) : isWithin(source, start, end),
    beginningsOf(key).map(name => Buffer.byteLength(name)),
  );
  return (chunk, index) => ofResource(chunk, index) || own(chunk, index);
}

/** A key, and the names before its dots: `order.item.sku`, `order`, `order.item`. */
function beginningsOf(key: string): string[] {
  const names = key.split('.');
  return [key, ...names.slice(1).map((_, at) => names.slice(0, at + 1).join('.'))];
}

/** The value within attributes that are objects: `order.id` of `order: { id: 4711 }`, as loggers send them. */
function nestedTest(key: string, holds: (value: Value) => boolean): PairTest {
  const names = key.split('.');
  const tests = names.slice(1).map((_, at) => {
    const hasKey = keyTest(Buffer.from(names.slice(0, at + 1).join('.')));
    const path = names.slice(at + 1);
    return (source: Uint8Array, start: number, end: number) => {
      if (!hasKey(source, start, end)) return false;
      const attributes = noAttributes();
      readKeyValue(new Reader(source, start, end), attributes);
      const value = valueAt(Object.values(attributes)[0], path);
      return value !== undefined && holds(value);
    };
  });
  return (source, start, end) => tests.some(test => test(source, start, end));
}

/** Names on the way may hold dots themselves. */
function valueAt(value: Value | undefined, path: readonly string[]): Value | undefined {
  if (path.length === 0) return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  for (let length = 1; length <= path.length; length++) {
    const name = path.slice(0, length).join('.');
    const found = Object.hasOwn(value, name) ? valueAt(value[name], path.slice(length)) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

function resourceTest(key: string, holds: (value: Value) => boolean): LogTest {
  return originTest(({ resource }) => key in resource && holds(resource[key]!));
}

/** The text is somewhere in the record or its service's name; letters are alike whatever their case. */
function textTest(text: string): LogTest {
  const wanted = Buffer.from(text);
  const contains = containsText(wanted);
  const inService = originTest(({ service }) =>
    contains(Buffer.from(service), 0, Buffer.byteLength(service)),
  );
  const inRecord = partTest(TEXTS, contains);
  const isInText = isInPart(TEXTS);
  const places = new Places(findText(wanted));
  return (chunk, index) => {
    const place = places.in(chunk, index);
    // The place may be in an id: then there may be others.
    const isFound = place >= 0 && (isInText(chunk, index, place, wanted.length) || inRecord(chunk, index));
    return isFound || inService(chunk, index);
  };
}

/** Places where a text begins. Looks for the next in the whole chunk, past records without it. */
class Places {
  readonly #find: ReturnType<typeof findText>;
  #current: LogChunk | undefined;
  #from = 0;
  #to = 0;
  #place = -1;

  constructor(find: ReturnType<typeof findText>) {
    this.#find = find;
  }

  /** The first place in a record; -1 if there is none. */
  in(chunk: LogChunk, index: number): number {
    const start = chunk.startOf(index);
    const isPast = this.#place >= 0 && this.#place < start;
    if (chunk !== this.#current || start < this.#from || start >= this.#to || isPast) {
      this.#current = chunk;
      this.#from = start;
      this.#to = chunk.startOf(chunk.count);
      this.#place = this.#find(chunk.records, start, this.#to);
    }
    return this.#place < chunk.startOf(index + 1) ? this.#place : -1;
  }
}

/** Tells whether an encoded KeyValue has a key: it comes first as every encoder writes it. */
function keyTest(key: Uint8Array): PairTest {
  const isShort = key.length < 128;
  return (source, start, end) => {
    if (!isShort || source[start] !== KEY || source[start + 1]! >= 128) return keyIn(source, start, end, key);
    if (source[start + 1] !== key.length) return false;
    for (let at = 0; at < key.length; at++) if (source[start + 2 + at] !== key[at]) return false;
    return true;
  };
}

function keyIn(source: Uint8Array, start: number, end: number, key: Uint8Array): boolean {
  const reader = new Reader(source, start, end);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag !== KEY) reader.skip(tag);
    else {
      const from = reader.range();
      return Buffer.compare(source.subarray(from, reader.at), key) === 0;
    }
  }
  return false;
}

function stringTest(operator: Operator, value: string): PairTest {
  const holds = valueTest(operator, value);
  return (source, start, end) => holds(Buffer.from(source.subarray(start, end)).toString('utf8'));
}

/** A test on where a record comes from: made once for each origin of a chunk. */
function originTest(holds: (origin: Origin) => boolean): LogTest {
  let current: LogChunk | undefined;
  let known: (boolean | undefined)[] = [];
  return (chunk, index) => {
    if (chunk !== current) {
      current = chunk;
      known = [];
    }
    const number = chunk.origin[index]!;
    known[number] ??= holds(chunk.origins.of(number));
    return known[number];
  };
}
