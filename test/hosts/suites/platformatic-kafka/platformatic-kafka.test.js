'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { after, before, describe, test } = require('node:test');
const { Admin, Consumer, Producer, stringDeserializers, stringSerializers } = require('@platformatic/kafka');
const { called, ends, heard } = require('../called');

// Its exports are not compared: its channels are among them, whose class Node changes with a subscriber.

const broker = new URL(process.env.TEST_KAFKA_URL).host;
const given = { clientId: 'hosts', bootstrapBrokers: [broker], retries: 0 };
const topic = `hosts-${process.pid}`;
const own = { topic, key: 'key' };
let producer;

const makeProducer = (more = {}) => new Producer({ ...given, serializers: stringSerializers, ...more });

async function consume(t, groupId, more = {}) {
  // A broker that has just begun has no coordinator yet.
  const consumer = new Consumer({
    ...given,
    retries: 50,
    retryDelay: 100,
    groupId,
    deserializers: stringDeserializers,
  });
  const stream = await consumer.consume({ topics: [topic], mode: 'earliest', maxWaitTime: 100, ...more });
  t.after(async () => {
    await stream.close();
    await consumer.close(true);
  });
  return { consumer, stream };
}

before(async () => {
  const admin = new Admin({ ...given });
  await admin.createTopics({ topics: [topic], partitions: 1, replicas: 1 });
  await admin.close();
  producer = makeProducer();
});
after(() => producer.close());

describe('producers', () => {
  test('give offsets, by promise and by callback', async () => {
    const sent = await producer.send({ messages: [{ ...own, value: 'a', headers: { own: 'x' } }] });
    assert.deepEqual(
      [sent.offsets.length, sent.offsets[0].topic, typeof sent.offsets[0].offset],
      [1, topic, 'bigint'],
    );
    const [error, result] = await called(done => producer.send({ messages: [{ ...own, value: 'b' }] }, done));
    assert.deepEqual([error, result.offsets.length], [null, 1]);
  });
  test('leave messages as they are, frozen ones, too', async () => {
    const messages = [{ ...own, value: 'c', headers: { own: 'x' } }];
    const copy = structuredClone(messages);
    await producer.send({ messages });
    assert.deepEqual(messages, copy);
    for (const message of messages) Object.freeze(message);
    await producer.send({ messages: Object.freeze(messages) });
    assert.deepEqual(messages, copy);
  });
  for (const [what, args] of [
    ['nothing', []],
    ['null', [null]],
    ['no messages', [{}]],
    ['messages that are none', [{ messages: 1 }]],
    ['no topic', [{ messages: [{ value: 'x' }] }]],
  ])
    test(`send of ${what} fails as it does`, async () => {
      const outcome = await (async () => producer.send(...args))().catch(error => error);
      assert.ok(outcome instanceof Error, String(outcome));
      assert.doesNotMatch(outcome.stack.split('\n')[1] ?? '', /otel-agent/);
    });
  test('of a topic that cannot be are rejected, with the errors below', async () => {
    const failing = producer.send({ messages: [{ topic: 'not a topic', value: 'x' }] });
    await assert.rejects(failing, error => /^PLT_KFK_/.test(error.code));
    const [error] = await called(done =>
      producer.send({ messages: [{ topic: 'not a topic', value: 'x' }] }, done),
    );
    assert.match(error.code, /^PLT_KFK_/);
  });
  test('that are closed refuse', async () => {
    const closed = makeProducer();
    await closed.close();
    await assert.rejects(closed.send({ messages: [{ ...own, value: 'x' }] }), Error);
  });
  test('of no broker are rejected', async () => {
    const nobody = makeProducer({ bootstrapBrokers: ['127.0.0.1:1'] });
    await assert.rejects(nobody.send({ messages: [{ ...own, value: 'x' }] }), /Cannot connect|failed/i);
    await nobody.close();
  });
  test('write from a stream', async () => {
    const stream = producer.asStream({ batchSize: 1 });
    const flushed = heard(stream, 'flush');
    stream.write({ ...own, value: 'streamed' });
    await flushed;
    await stream.close();
  });
});

describe('consumers', () => {
  test('give messages as events, as they were sent', async t => {
    const { stream } = await consume(t, `${topic}-events`);
    const message = await new Promise(resolve => {
      stream.on('data', each => {
        if (each.value === 'a') resolve(each);
      });
    });
    assert.deepEqual(
      [message.topic, message.key, message.partition, typeof message.offset, message.headers.get('own')],
      [topic, 'key', 0, 'bigint', 'x'],
    );
    assert.deepEqual(
      ['data', 'error'].map(event => stream.listenerCount(event)),
      [1, 0],
    );
  });
  test('give messages to a loop, which may be left', async t => {
    const { stream } = await consume(t, `${topic}-loop`);
    const values = [];
    for await (const { value } of stream) {
      values.push(value);
      if (values.length === 2) break;
    }
    assert.deepEqual(values, ['a', 'b']);
  });
  test('commit by themselves, or when they are asked to', async t => {
    const { stream } = await consume(t, `${topic}-commit`, { autocommit: false });
    const message = await new Promise(resolve => stream.once('data', resolve));
    assert.equal(typeof message.commit, 'function');
    await message.commit();
  });
  test('refuse options that are none', async () => {
    const consumer = new Consumer({ ...given, groupId: `${topic}-bad`, deserializers: stringDeserializers });
    for (const bad of [{}, { topics: 1 }]) await assert.rejects(async () => consumer.consume(bad), Error);
    await consumer.close(true);
    assert.throws(() => new Consumer({ ...given }), Error);
  });
});

test('context of an AsyncLocalStorage stays apart', async () => {
  const storage = new AsyncLocalStorage();
  const numbers = Array.from({ length: 20 }, (_, index) => index);
  const seen = await Promise.all(
    numbers.map(n =>
      storage.run(n, async () => {
        await producer.send({ messages: [{ ...own, value: `late ${n}` }] });
        return storage.getStore();
      }),
    ),
  );
  assert.deepEqual(seen, numbers);
});
test('a rejection that nobody handles ends the process', () => {
  const script = `
    const { Producer, stringSerializers } = require('@platformatic/kafka');
    const producer = new Producer({ clientId: 'x', bootstrapBrokers: ['127.0.0.1:1'], retries: 0, serializers: stringSerializers });
    producer.send({ messages: [{ topic: 't', value: 'x' }] });
  `;
  assert.equal(ends(__dirname, script).status, 1);
});
