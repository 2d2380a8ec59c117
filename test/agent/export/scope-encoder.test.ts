import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { ByteSink } from '../../../src/agent/export/encode/byte-sink';
import { attributeKey } from '../../../src/agent/export/encode/protobuf/protobuf-keys';
import * as fc from '../../fast-check';
import { span } from './arbitrary';
import { type Decoded, decodeTraceRequest } from './decode-otlp';
import { createSpanEncoder } from './encoders';

const [plain] = fc.sample(span, { numRuns: 1, seed: 3 }) as [ReadableSpan];
const resourceOf = (body: Uint8Array) =>
  ((decodeTraceRequest(body).resourceSpans as Decoded[])[0]!.resource as Decoded).attributes;

test('attributes of the resource that arrive late are in the next batch', async () => {
  let arrive: (value: string) => void = () => {};
  const late = new Promise<string>(resolve => {
    arrive = resolve;
  });
  const resource = resourceFromAttributes({ 'service.name': 'shop', 'cloud.region': late });
  const encoder = createSpanEncoder('otlp-protobuf', () => resource);
  encoder.add(plain);
  expect(resourceOf(encoder.take()!.body)).toEqual([{ key: 'service.name', value: { stringValue: 'shop' } }]);
  arrive('eu');
  await resource.waitForAsyncAttributes?.();
  encoder.add(plain);
  expect(resourceOf(encoder.take()!.body)).toHaveLength(2);
});

test('an item that throws half-way leaves the batch whole', () => {
  const resource = resourceFromAttributes({});
  const encoder = createSpanEncoder('otlp-protobuf', () => resource);
  const attributes = { a: 'x'.repeat(500) };
  Object.defineProperty(attributes, 'b', {
    enumerable: true,
    get() {
      throw new Error('not today');
    },
  });
  encoder.add(plain);
  const { bytes } = encoder;
  expect(() => encoder.add({ ...plain, attributes })).toThrow('not today');
  expect(encoder).toMatchObject({ bytes, items: 1 });
  encoder.add(plain);
  const { body, items } = encoder.take()!;
  expect(items).toBe(2);
  expect(() => decodeTraceRequest(body)).not.toThrow();
});

test('inherited properties are no attributes', () => {
  const resource = resourceFromAttributes({});
  const encoder = createSpanEncoder('otlp-protobuf', () => resource);
  encoder.add({ ...plain, attributes: Object.create({ inherited: 1 }) });
  expect(Buffer.from(encoder.take()!.body).includes('inherited')).toBe(false);
});

test('nothing gathered is no batch', () => {
  const encoder = createSpanEncoder('otlp-protobuf', () => resourceFromAttributes({}));
  expect(encoder.take()).toBeUndefined();
});

test('a batch does not change when the next one is gathered', () => {
  const resource = resourceFromAttributes({});
  const encoder = createSpanEncoder('otlp-protobuf', () => resource);
  encoder.add(plain);
  const { body } = encoder.take()!;
  const copy = Buffer.from(body);
  for (let i = 0; i < 10; i++) encoder.add({ ...plain, name: 'other' });
  expect(Buffer.from(body)).toEqual(copy);
});

test('a burst does not keep its memory', () => {
  const sink = new ByteSink();
  sink.text('x'.repeat(5_000_000));
  sink.reset(512 * 1024);
  expect(sink.bytes.length).toBe(512 * 1024);
  sink.text('x'.repeat(10_000));
  sink.reset(512 * 1024);
  expect(sink.bytes.length).toBeLessThanOrEqual(20_000);
});

test('memory that is used again and again stays', () => {
  const sink = new ByteSink();
  const use = () => {
    sink.text('x'.repeat(10_000));
    sink.reset(512 * 1024);
    return sink.bytes;
  };
  use();
  const kept = use();
  for (let i = 0; i < 5; i++) expect(use() === kept).toBe(true);
});

test('keys made up for each request do not fill the memory', () => {
  const first = attributeKey('http.route');
  expect(attributeKey('http.route')).toBe(first);
  for (let i = 0; i < 2100; i++) attributeKey(`key-${i}`);
  expect(attributeKey('http.route')).not.toBe(first);
  expect(attributeKey('http.route')).toEqual(first);
});
