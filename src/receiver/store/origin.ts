import { ResourceItemsField, ScopeField, ScopeItemsField, WireType } from '../../otlp/fields';
import type { Attributes, Scope } from '../trace';
import { noAttributes } from '../wire/no-attributes';
import { readAttributes, readText, within } from '../wire/read-value';
import { Reader } from '../wire/reader';
import type { Interner } from './interner';

/** Where spans or log records come from: who sent them and which instrumentation made them. */
export interface Origin {
  readonly service: string;
  readonly resource: Attributes;
  readonly scope: Scope;
}

const { bytes } = WireType;
const RESOURCE = (ResourceItemsField.resource << 3) | bytes;
const SCOPE_ITEMS = (ResourceItemsField.scopeItems << 3) | bytes;
const SCOPE = (ScopeItemsField.scope << 3) | bytes;
const SCOPE_NAME = (ScopeField.name << 3) | bytes;
const SCOPE_VERSION = (ScopeField.version << 3) | bytes;

const known = new WeakMap<Interner, Origin[]>();

/** The origin with this number, read once. */
export function originOf(origins: Interner, number: number): Origin {
  let list = known.get(origins);
  if (list === undefined) {
    list = [];
    known.set(origins, list);
  }
  list[number] ??= readOrigin(origins.get(number));
  return list[number];
}

function readOrigin(message: Uint8Array): Origin {
  let resource: Attributes = noAttributes();
  let scope: Scope = { name: '', version: '' };
  const reader = new Reader(message);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === RESOURCE) resource = within(reader, readAttributes);
    else if (tag === SCOPE_ITEMS) scope = within(reader, readScopeItems);
    else reader.skip(tag);
  }
  const service = resource['service.name'];
  return {
    service: typeof service === 'string' && service !== '' ? service : 'unknown_service',
    resource,
    scope,
  };
}

function readScopeItems(reader: Reader): Scope {
  let scope: Scope = { name: '', version: '' };
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === SCOPE) scope = within(reader, readScope);
    else reader.skip(tag);
  }
  return scope;
}

function readScope(reader: Reader): Scope {
  let name = '';
  let version = '';
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === SCOPE_NAME) name = readText(reader);
    else if (tag === SCOPE_VERSION) version = readText(reader);
    else reader.skip(tag);
  }
  return { name, version };
}
