'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { after, before, describe, test } = require('node:test');
const confluent = require('@confluentinc/kafka-javascript');
const { ends } = require('../called');

const { Kafka, logLevel } = confluent.KafkaJS;
const broker = new URL(process.env.TEST_KAFKA_URL).host;
const topic = `hosts-${process.pid}`;
const kafka = new Kafka({ kafkaJS: { brokers: [broker], logLevel: logLevel.NOTHING } });
let producer;

before(async () => {
  const admin = kafka.admin();
  await admin.connect();
  await admin.createTopics({ topics: [{ topic, numPartitions: 1 }] });
  await admin.disconnect();
  producer = kafka.producer();
  await producer.connect();
});
after(() => producer.disconnect());

describe('producers', () => {
  test('give places', async () => {
    const [place, ...rest] = await producer.send({
      topic,
      messages: [{ key: 'k', value: 'a', headers: { own: 'x' } }],
    });
    assert.deepEqual([place.topicName, place.partition, place.errorCode, rest.length], [topic, 0, 0, 0]);
  });
  test('write to messages what they always write, and nothing else', async () => {
    const record = { topic, messages: [{ value: 'b', headers: { own: 'x' } }, { value: 'c' }] };
    await producer.send(record);
    const [first, second] = record.messages;
    assert.deepEqual(
      [first.headers, second.headers, Object.keys(record)],
      [[{ own: 'x' }], null, ['topic', 'messages']],
    );
    assert.deepEqual(Object.keys(first).sort(), ['headers', 'partition', 'timestamp', 'value']);
  });
  test('send to several topics', async () => {
    const places = await producer.sendBatch({ topicMessages: [{ topic, messages: [{ value: 'd' }] }] });
    assert.equal(places.length, 1);
  });
  for (const [what, args] of [
    ['nothing', []],
    ['null', [null]],
    ['no messages', [{ topic }]],
    ['a message that is none', [{ topic, messages: [null] }]],
  ])
    test(`send of ${what} is rejected`, async () => {
      await assert.rejects(async () => producer.send(...args), Error);
    });
  test('that are not connected refuse', async () => {
    await assert.rejects(kafka.producer().send({ topic, messages: [{ value: 'x' }] }), {
      name: 'KafkaJSError',
    });
  });
  test('have the methods that they had', () => {
    const { prototype } = Object.getPrototypeOf(producer).constructor;
    assert.deepEqual(
      ['send', 'sendBatch', 'connect'].map(name => [prototype[name].name, prototype[name].length]),
      [
        ['send', 1],
        ['sendBatch', 1],
        ['connect', 0],
      ],
    );
  });
});

describe('consumers', () => {
  async function consume(t, groupId, run) {
    const consumer = kafka.consumer({ kafkaJS: { groupId: `${topic}-${groupId}`, fromBeginning: true } });
    await consumer.connect();
    await consumer.subscribe({ topic });
    t.after(() => consumer.disconnect());
    await consumer.run(run(consumer));
    return consumer;
  }

  test('give each message, with one argument', async t => {
    const args = await new Promise((resolve, reject) => {
      consume(t, 'each', () => ({
        async eachMessage(...given) {
          if (String(given[0].message.value) === 'a') resolve(given);
        },
      })).catch(reject);
    });
    const [{ topic: of, partition, message, heartbeat, pause }] = args;
    assert.deepEqual([args.length, of, partition], [1, topic, 0]);
    assert.deepEqual(
      [
        String(message.key),
        String(message.headers.own),
        typeof message.offset,
        typeof heartbeat,
        typeof pause,
      ],
      ['k', 'x', 'string', 'function', 'function'],
    );
  });
  test('give batches', async t => {
    const [{ batch, resolveOffset, isRunning }] = await new Promise((resolve, reject) => {
      consume(t, 'batch', () => ({ eachBatch: async (...given) => resolve(given) })).catch(reject);
    });
    assert.deepEqual([batch.topic, batch.messages.length > 0, isRunning()], [topic, true, true]);
    assert.equal(typeof resolveOffset, 'function');
  });
  test('give a message again whose handler failed', async t => {
    let count = 0;
    await new Promise((resolve, reject) => {
      consume(t, 'again', () => ({
        async eachMessage() {
          count += 1;
          if (count === 1) throw new Error('mine');
          resolve();
        },
      })).catch(reject);
    });
    assert.ok(count >= 2);
  });
  test('leave the options of a run as they are', async t => {
    const consumer = kafka.consumer({ kafkaJS: { groupId: `${topic}-none` } });
    await consumer.connect();
    t.after(() => consumer.disconnect());
    const options = Object.freeze({ eachMessage: async () => {} });
    await consumer.subscribe({ topic });
    await consumer.run(options);
    assert.deepEqual(Object.keys(options), ['eachMessage']);
  });
});

test('context of an AsyncLocalStorage stays apart', async () => {
  const storage = new AsyncLocalStorage();
  const numbers = Array.from({ length: 20 }, (_, index) => index);
  const seen = await Promise.all(
    numbers.map(n =>
      storage.run(n, async () => {
        await producer.send({ topic, messages: [{ value: `late ${n}` }] });
        return storage.getStore();
      }),
    ),
  );
  assert.deepEqual(seen, numbers);
});
test('a rejection that nobody handles ends the process', () => {
  const script = `
    const { Kafka } = require('@confluentinc/kafka-javascript').KafkaJS;
    new Kafka({ kafkaJS: { brokers: ['127.0.0.1:1'], logLevel: 0 } }).producer().send({ topic: 't', messages: [{ value: 'x' }] });
  `;
  assert.equal(ends(__dirname, script).status, 1);
});
