import { ResourceItemsField, ScopeField, ScopeItemsField, WireType } from '../../../shared/otlp/fields';
import type { Attributes, Scope } from '../trace';
import { noAttributes } from '../wire/no-attributes';
import { readAttributes, readText, within } from '../wire/read-value';
import { Reader } from '../wire/reader';

const { bytes } = WireType;
const RESOURCE = (ResourceItemsField.resource << 3) | bytes;
const SCOPE = (ScopeItemsField.scope << 3) | bytes;
const SCOPE_NAME = (ScopeField.name << 3) | bytes;
const SCOPE_VERSION = (ScopeField.version << 3) | bytes;

/** Reads a resource's attributes from the fields of a ResourceSpans. */
export function readResource(fields: Uint8Array): Attributes {
  let resource: Attributes = noAttributes();
  const reader = new Reader(fields);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === RESOURCE) resource = within(reader, readAttributes);
    else reader.skip(tag);
  }
  return resource;
}

/** The name of a resource's service. */
export function serviceIn(resource: Attributes): string {
  const service = resource['service.name'];
  return typeof service === 'string' && service !== '' ? service : 'unknown_service';
}

/** Reads a scope from the fields of a ScopeSpans. */
export function readScope(fields: Uint8Array): Scope {
  let scope: Scope = { name: '', version: '' };
  const reader = new Reader(fields);
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === SCOPE) scope = within(reader, readScopeMessage);
    else reader.skip(tag);
  }
  return scope;
}

function readScopeMessage(reader: Reader): Scope {
  let name = '';
  let version = '';
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag === SCOPE_NAME) name = readText(reader);
    else if (tag === SCOPE_VERSION) version = readText(reader);
    else reader.skip(tag);
  }
  return { name, version };
}
