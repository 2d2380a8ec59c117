import {
  ExportRequestField,
  MetricDataField,
  MetricField,
  ResourceItemsField,
  ScopeItemsField,
  SpanField,
  WireType,
} from '../../../shared/otlp/fields';
import type { Signal } from '../types';
import type { Parts } from './parts';

/** Field of a message: its number, all of its bytes, and its content if it has a length. */
interface Field {
  readonly number: number;
  readonly bytes: Buffer;
  readonly content: Buffer;
}

/** Item with its resource and scope. */
interface Item {
  readonly resource: Group;
  readonly scope: Group;
  readonly field: Field;
}

/** Fields of a resource or scope besides those that hold items. */
interface Group {
  readonly own: Buffer;
}

/** Takes a request of OTLP protobuf apart. Throws if it is none. */
export function protobufParts(signal: Signal, body: Uint8Array): Parts {
  const items = itemsOf(Buffer.from(body.buffer, body.byteOffset, body.byteLength));
  return {
    sizes: items.map(({ field }) => field.bytes.length),
    counts: items.map(({ field }) => (signal === 'metrics' ? pointsOf(field.content) : 1)),
    assemble: (start, end) => assemble(items.slice(start, end)),
    firstName: () => (items[0] === undefined ? undefined : nameOf(signal, items[0].field.content)),
  };
}

function itemsOf(body: Buffer): Item[] {
  const items: Item[] = [];
  for (const resourceItems of inner(body, ExportRequestField.resourceItems)) {
    const resource = { own: others(resourceItems, ResourceItemsField.scopeItems) };
    for (const scopeItems of inner(resourceItems, ResourceItemsField.scopeItems)) {
      const scope = { own: others(scopeItems, ScopeItemsField.items) };
      for (const field of fieldsOf(scopeItems))
        if (field.number === ScopeItemsField.items) items.push({ resource, scope, field });
    }
  }
  return items;
}

function inner(message: Buffer, number: number): Buffer[] {
  return fieldsOf(message)
    .filter(field => field.number === number)
    .map(({ content }) => content);
}

function others(message: Buffer, number: number): Buffer {
  return Buffer.concat(
    fieldsOf(message)
      .filter(field => field.number !== number)
      .map(({ bytes }) => bytes),
  );
}

/** Reads the fields in order; their bytes are views of the message. */
function fieldsOf(message: Buffer): Field[] {
  const fields: Field[] = [];
  let at = 0;

  function varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++];
      if (byte === undefined) throw new RangeError('the message is cut off');
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  while (at < message.length) {
    const start = at;
    const tag = varint();
    const contentBytes = lengthOf(tag & 7, varint);
    const contentStart = at;
    at += contentBytes;
    if (at > message.length) throw new RangeError('the message is cut off');
    const number = Math.floor(tag / 8);
    fields.push({ number, bytes: message.subarray(start, at), content: message.subarray(contentStart, at) });
  }
  return fields;
}

/** Number of bytes left of a field after its tag, and its length if it has that. */
function lengthOf(wireType: number, varint: () => number): number {
  if (wireType === WireType.bytes) return varint();
  if (wireType === WireType.fixed64) return 8;
  if (wireType === WireType.fixed32) return 4;
  if (wireType !== WireType.varint) throw new RangeError(`wire type ${wireType}`);
  varint();
  return 0;
}

/** Assembles items; neighbours below a common scope or resource stay together. */
function assemble(items: readonly Item[]): Buffer {
  const resources = runsOf(items, ({ resource }) => resource).map(below => {
    const scopes = runsOf(below, ({ scope }) => scope).map(some =>
      message(ResourceItemsField.scopeItems, [some[0]!.scope.own, ...some.map(({ field }) => field.bytes)]),
    );
    return message(ExportRequestField.resourceItems, [below[0]!.resource.own, ...scopes]);
  });
  return Buffer.concat(resources);
}

function runsOf(items: readonly Item[], groupOf: (item: Item) => Group): Item[][] {
  const runs: Item[][] = [];
  for (const item of items) {
    const run = runs.at(-1);
    if (run !== undefined && groupOf(run[0]!) === groupOf(item)) run.push(item);
    else runs.push([item]);
  }
  return runs;
}

function message(number: number, parts: readonly Buffer[]): Buffer {
  const size = parts.reduce((bytes, part) => bytes + part.length, 0);
  return Buffer.concat([Buffer.from([(number << 3) | WireType.bytes, ...varintBytes(size)]), ...parts]);
}

function varintBytes(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varintBytes(Math.floor(value / 128))];
}

const METRIC_DATA: readonly number[] = [
  MetricField.gauge,
  MetricField.sum,
  MetricField.histogram,
  MetricField.exponentialHistogram,
  MetricField.summary,
];

function pointsOf(metric: Buffer): number {
  const data = fieldsOf(metric).filter(({ number }) => METRIC_DATA.includes(number));
  return data.reduce((points, { content }) => points + inner(content, MetricDataField.dataPoints).length, 0);
}

function nameOf(signal: Signal, item: Buffer): string | undefined {
  if (signal === 'logs') return undefined;
  const [name] = inner(item, signal === 'traces' ? SpanField.name : MetricField.name);
  return name?.toString();
}
