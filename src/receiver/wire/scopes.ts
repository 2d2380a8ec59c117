import { ExportRequestField, ResourceItemsField, ScopeItemsField, WireType } from '../../otlp/fields';
import { Reader } from './reader';
import { Writer } from './writer';

/** The items (spans, log records or metrics) of one scope of one resource in a request. */
export interface ScopeItems {
  /** Resource, scope and both schema URLs as a message of the request's own kind (ResourceSpans…) without items. */
  readonly origin: Uint8Array;
  readonly start: number;
  readonly end: number;
}

const RESOURCE_ITEMS = (ExportRequestField.resourceItems << 3) | WireType.bytes;
const SCOPE_ITEMS = (ResourceItemsField.scopeItems << 3) | WireType.bytes;
const ITEMS = (ScopeItemsField.items << 3) | WireType.bytes;

/** Every scope of an export request, which `checkMessage` has passed. The three signals are alike down to here. */
export function scopesOf(request: Uint8Array): ScopeItems[] {
  const scopes: ScopeItems[] = [];
  eachNested(new Reader(request), RESOURCE_ITEMS, resource => {
    const { at, end } = resource;
    const shared = fieldsBut(SCOPE_ITEMS, new Reader(request, at, end));
    eachNested(resource, SCOPE_ITEMS, scope => {
      const own = fieldsBut(ITEMS, new Reader(request, scope.at, scope.end));
      scopes.push({ origin: joined(shared, own), start: scope.at, end: scope.end });
    });
  });
  return scopes;
}

/** Calls `use` with a reader that stands at each item in turn and ends where the item ends. */
export function eachItem(request: Uint8Array, scope: ScopeItems, use: (item: Reader) => void): void {
  eachNested(new Reader(request, scope.start, scope.end), ITEMS, use);
}

function eachNested(reader: Reader, wanted: number, use: (nested: Reader) => void): void {
  for (let tag = reader.tag(); tag !== 0; tag = reader.tag()) {
    if (tag !== wanted) {
      reader.skip(tag);
      continue;
    }
    const outer = reader.enter();
    use(reader);
    reader.leave(outer);
  }
}

/** The fields of a message as they are, but for those with one tag. */
function fieldsBut(unwanted: number, reader: Reader): Uint8Array {
  const writer = new Writer();
  for (let from = reader.at, tag = reader.tag(); tag !== 0; from = reader.at, tag = reader.tag()) {
    reader.skip(tag);
    if (tag !== unwanted) writer.raw(reader.bytes.subarray(from, reader.at));
  }
  return writer.finish();
}

function joined(resource: Uint8Array, scope: Uint8Array): Uint8Array {
  const writer = new Writer();
  writer.raw(resource);
  writer.messageField(ResourceItemsField.scopeItems, () => writer.raw(scope));
  return writer.finish();
}
