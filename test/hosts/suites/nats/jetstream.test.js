'use strict';
const assert = require('node:assert/strict');
const { after, before, describe, test } = require('node:test');
const { testLooks } = require('../looks');

testLooks('@nats-io/jetstream');

const servers = process.env.TEST_NATS_URL;

describe('@nats-io/jetstream', () => {
  const { jetstream, jetstreamManager } = require('@nats-io/jetstream');
  const { connect, headers } = require('@nats-io/transport-node');
  testStreams({ connect, headers, open: jetstream, manage: jetstreamManager, kind: 'core' });
});
describe('nats', () => {
  const { connect, headers } = require('nats');
  const open = client => client.jetstream();
  testStreams({ connect, headers, open, manage: client => client.jetstreamManager(), kind: 'two' });
});

function testStreams({ connect, headers, open, manage, kind }) {
  const stream = `hosts-${process.pid}-${kind}`;
  const subject = name => `${stream}.${name}`;
  let client;
  let js;
  let manager;
  before(async () => {
    client = await connect({ servers });
    js = open(client);
    manager = await manage(client);
    await manager.streams.add({ name: stream, subjects: [`${stream}.*`], storage: 'memory' });
  });
  after(async () => {
    await manager.streams.delete(stream);
    await client.close();
  });

  async function consumerOf(name, more = {}) {
    const durable_name = name;
    await manager.consumers.add(stream, {
      durable_name,
      filter_subject: subject(name),
      ack_policy: 'explicit',
      ...more,
    });
    return js.consumers.get(stream, durable_name);
  }

  test('a message is kept once', async () => {
    const given = headers();
    given.set('own', 'x');
    const first = await js.publish(subject('kept'), 'hey', { msgID: 'one', headers: given });
    const again = await js.publish(subject('kept'), 'hey', { msgID: 'one' });
    assert.deepEqual(
      [first.stream, first.duplicate, again.duplicate, again.seq],
      [stream, false, true, first.seq],
    );
    const kept = await manager.streams.getMessage(stream, { seq: first.seq });
    assert.deepEqual([kept.header.get('own'), kept.string?.() ?? kept.data.toString()], ['x', 'hey']);
  });
  test('to no stream is rejected', async () => {
    await assert.rejects(js.publish(`nowhere.${process.pid}`, '', { timeout: 2000, retries: 0 }), Error);
  });
  test('next() gives a message, or null', async () => {
    const consumer = await consumerOf('next');
    await js.publish(subject('next'), 'hey');
    const message = await consumer.next();
    assert.deepEqual(
      [message.string(), message.subject, message.redelivered, message.didAck, message.info.stream],
      ['hey', subject('next'), false, false, stream],
    );
    assert.equal(message.ack(), undefined);
    assert.equal(message.didAck, true);
    assert.equal(await consumer.next({ expires: 1000 }), null);
  });
  test('fetch() gives them in turn', async () => {
    const consumer = await consumerOf('fetch');
    for (const text of ['a', 'b', 'c']) await js.publish(subject('fetch'), text);
    const texts = [];
    for await (const message of await consumer.fetch({ max_messages: 3, expires: 2000 })) {
      texts.push(message.string());
      message.ack();
    }
    assert.deepEqual(texts, ['a', 'b', 'c']);
    assert.equal((await consumer.info()).num_ack_pending, 0);
  });
  test('consume() by a loop, and by a callback with its one argument', async () => {
    const consumer = await consumerOf('consume');
    for (const text of ['a', 'b']) await js.publish(subject('consume'), text);
    const messages = await consumer.consume();
    const texts = [];
    for await (const message of messages) {
      texts.push(message.string());
      message.ack();
      if (texts.length === 2) break;
    }
    assert.deepEqual(texts, ['a', 'b']);
    let taking;
    const seen = new Promise(resolve => {
      taking = consumer.consume({
        callback(...args) {
          resolve(args);
        },
      });
    });
    await js.publish(subject('consume'), 'c');
    const args = await seen;
    assert.deepEqual([args.length, args[0].string()], [1, 'c']);
    args[0].ack();
    await (await taking).close();
  });
  test('a message that is refused comes again, one that is ended does not', async () => {
    const consumer = await consumerOf('again');
    await js.publish(subject('again'), 'hey');
    (await consumer.next()).nak();
    const again = await consumer.next();
    assert.equal(again.redelivered, true);
    assert.equal(again.working(), undefined);
    again.term();
    assert.equal(await consumer.next({ expires: 1000 }), null);
  });
  test('the server’s word for an acknowledgement', async () => {
    const consumer = await consumerOf('sure');
    await js.publish(subject('sure'), 'hey');
    const message = await consumer.next();
    assert.equal(await message.ackAck(), true);
    assert.equal(await message.ackAck(), false);
  });
  test('a consumer that is not there is rejected', async () => {
    await assert.rejects(js.consumers.get(stream, 'nobody'), /not found/i);
  });
}
