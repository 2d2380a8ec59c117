import type { Resource } from '@opentelemetry/resources';
import { asText } from '../../../../shared/as-text';
import {
  ExportRequestField,
  ResourceField,
  ResourceItemsField,
  ScopeField,
  ScopeItemsField,
  WireType,
} from '../../../../shared/otlp/fields';
import type { BodyPool } from '../body-pool';
import { ByteSink } from '../byte-sink';
import { settledAttributes } from '../resource-attributes';
import type { Scope, ScopeGroup } from '../scope-groups';
import { writeAttributes } from './protobuf-attributes';
import {
  closeMessage,
  openMessage,
  varintSize,
  writeCount,
  writeText,
  writeVarint32,
} from './protobuf-primitives';

const bytesTag = (field: number) => (field << 3) | WireType.bytes;
const RESOURCE_ITEMS = bytesTag(ExportRequestField.resourceItems);
const RESOURCE = bytesTag(ResourceItemsField.resource);
const SCOPE_ITEMS = bytesTag(ResourceItemsField.scopeItems);
const RESOURCE_SCHEMA_URL = bytesTag(ResourceItemsField.schemaUrl);
const SCOPE = bytesTag(ScopeItemsField.scope);
const SCOPE_SCHEMA_URL = bytesTag(ScopeItemsField.schemaUrl);
/** Tag before each span or log record. */
export const ITEM = bytesTag(ScopeItemsField.items);

interface Edges {
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

const resources = new WeakMap<Resource, Edges>();
const scopes = new WeakMap<Scope, Edges>();

/** Joins the encoded items of all scopes to an export request of OTLP protobuf. */
export function assembleProtobuf(
  groups: readonly ScopeGroup[],
  resource: Resource,
  bodies: BodyPool,
): Uint8Array {
  const { head, tail } = resourceEdges(resource);
  const parts = groups.map(group => ({ group, size: scopeItemsSize(group) }));
  let size = head.length + tail.length;
  for (const part of parts) size += 1 + varintSize(part.size) + part.size;
  const request = ByteSink.over(bodies.take(1 + varintSize(size) + size));
  writeLengthTag(request, RESOURCE_ITEMS, size);
  request.append(head);
  for (const part of parts) {
    const edges = scopeEdges(part.group.scope);
    writeLengthTag(request, SCOPE_ITEMS, part.size);
    request.append(edges.head);
    request.append(part.group.sink.bytes.subarray(0, part.group.sink.end));
    request.append(edges.tail);
  }
  request.append(tail);
  return request.bytes;
}

function scopeItemsSize(group: ScopeGroup): number {
  const { head, tail } = scopeEdges(group.scope);
  return head.length + group.sink.end + tail.length;
}

function writeLengthTag(sink: ByteSink, tag: number, size: number): void {
  sink.bytes[sink.end] = tag;
  sink.end = writeVarint32(sink.bytes, sink.end + 1, size);
}

/** Bytes before and after the scopes; kept once the resource is complete. */
function resourceEdges(resource: Resource): Edges {
  const known = resources.get(resource);
  if (known !== undefined) return known;
  const head = new ByteSink();
  const start = openMessage(head, RESOURCE);
  writeAttributes(head, bytesTag(ResourceField.attributes), settledAttributes(resource));
  closeMessage(head, start);
  const edges = edgesOf(head, RESOURCE_SCHEMA_URL, resource.schemaUrl);
  if (!resource.asyncAttributesPending) resources.set(resource, edges);
  return edges;
}

/** Name, version and schema URL are texts, whatever the app gave: a failure here would cost the whole batch. */
function scopeEdges(scope: Scope): Edges {
  const known = scopes.get(scope);
  if (known !== undefined) return known;
  const head = new ByteSink(256);
  const start = openMessage(head, SCOPE);
  if (scope.name) writeText(head, bytesTag(ScopeField.name), asText(scope.name));
  if (scope.version) writeText(head, bytesTag(ScopeField.version), asText(scope.version));
  if (scope.attributes) writeAttributes(head, bytesTag(ScopeField.attributes), scope.attributes);
  writeCount(
    head,
    (ScopeField.droppedAttributesCount << 3) | WireType.varint,
    scope.droppedAttributesCount ?? 0,
  );
  closeMessage(head, start);
  const edges = edgesOf(head, SCOPE_SCHEMA_URL, scope.schemaUrl);
  scopes.set(scope, edges);
  return edges;
}

function edgesOf(head: ByteSink, schemaUrlTag: number, schemaUrl: string | undefined): Edges {
  const tail = new ByteSink(0);
  if (schemaUrl) writeText(tail, schemaUrlTag, asText(schemaUrl));
  return { head: head.bytes.subarray(0, head.end), tail: tail.bytes.subarray(0, tail.end) };
}
