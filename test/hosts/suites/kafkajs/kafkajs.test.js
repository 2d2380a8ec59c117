'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { Kafka, logLevel } = require('kafkajs');
const { ends } = require('../called');
const { testLooks } = require('../looks');

testLooks('kafkajs');

/* Without a broker: results, refusals, and arguments that stay as they were given. */
const kafka = new Kafka({
  brokers: ['127.0.0.1:1'],
  logLevel: logLevel.NOTHING,
  connectionTimeout: 100,
  retry: { retries: 0 },
});

describe('producers', () => {
  test('have the methods that they had', () => {
    const names = Object.keys(kafka.producer());
    for (const name of ['send', 'sendBatch', 'transaction', 'connect', 'on', 'events'])
      assert.ok(names.includes(name));
    const { send, sendBatch, transaction } = kafka.producer();
    assert.deepEqual([send.name, sendBatch.name, transaction.length], ['send', 'sendBatch', 0]);
  });
  for (const [what, args] of [
    ['nothing', []],
    ['null', [null]],
    ['no topic', [{ messages: [{ value: 'x' }] }]],
    ['no messages', [{ topic: 't' }]],
    ['messages that are none', [{ topic: 't', messages: 1 }]],
    ['a message that is none', [{ topic: 't', messages: [undefined] }]],
    ['a message without a value', [{ topic: 't', messages: [{}] }]],
  ])
    test(`send of ${what} is rejected as it is`, async () => {
      await assert.rejects(
        async () => await kafka.producer().send(...args),
        error => /^KafkaJS|TypeError/.test(error.name),
      );
    });
  test('sendBatch of nothing is rejected as it is', async () => {
    for (const args of [[], [{}], [{ topicMessages: 1 }], [{ topicMessages: [{}] }]])
      await assert.rejects(
        async () => await kafka.producer().sendBatch(...args),
        error => /^KafkaJS|TypeError/.test(error.name),
      );
  });
  test('messages stay as they are, and may be frozen', async () => {
    const record = { topic: 't', messages: [{ value: 'x' }, { value: 'y', headers: { own: '1' } }] };
    const before = structuredClone(record);
    await kafka
      .producer()
      .send(record)
      .catch(() => {});
    await kafka
      .producer()
      .sendBatch({ topicMessages: [record] })
      .catch(() => {});
    assert.deepEqual(record, before);
    for (const message of record.messages) Object.freeze(message);
    Object.freeze(record.messages);
    await assert.rejects(kafka.producer().send(Object.freeze(record)), /disconnected|connect/i);
  });
  test('a rejection that nobody handles ends the process', () => {
    const script = `
      const { Kafka } = require('kafkajs');
      new Kafka({ brokers: ['127.0.0.1:1'], logLevel: 0, retry: { retries: 0 } }).producer().send({ topic: 't', messages: [{ value: 'x' }] });
    `;
    assert.equal(ends(__dirname, script).status, 1);
  });
  test('connect is refused', async () => {
    await assert.rejects(kafka.producer().connect(), { name: /KafkaJS/ });
  });
});

describe('consumers', () => {
  test('are refused without a group', () => {
    assert.throws(() => kafka.consumer(), /groupId/);
    assert.throws(() => kafka.consumer({}), /groupId/);
  });
  test('leave the configuration of `run` as it is', async () => {
    const eachMessage = async () => {};
    const config = Object.freeze({ eachMessage, autoCommit: false });
    await kafka
      .consumer({ groupId: 'g' })
      .run(config)
      .catch(() => {});
    assert.deepEqual(config, { eachMessage, autoCommit: false });
    const other = { eachBatch: eachMessage };
    await kafka
      .consumer({ groupId: 'g' })
      .run(other)
      .catch(() => {});
    assert.equal(other.eachBatch, eachMessage);
  });
  test('have events, and refuse those that are none', () => {
    const consumer = kafka.consumer({ groupId: 'g' });
    assert.equal(typeof consumer.on(consumer.events.CONNECT, () => {}), 'function');
    assert.throws(() => consumer.on('none', () => {}), /Event name should be one of/);
  });
});
