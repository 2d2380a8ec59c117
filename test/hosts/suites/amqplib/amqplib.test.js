'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { describe, test } = require('node:test');
const { inspect } = require('node:util');
const amqp = require('amqplib');
const callbacks = require('amqplib/callback_api');
const { called, ends, heard } = require('../called');
const { testLooks } = require('../looks');

const url = process.env.TEST_RABBITMQ_URL;
let nextQueue = 0;
const name = () => `hosts-${process.pid}-${nextQueue++}`;

testLooks('amqplib', 'amqplib/callback_api');

async function open(t, kind = 'createChannel') {
  const connection = await amqp.connect(url);
  t.after(() => connection.close().catch(() => {}));
  const channel = await connection[kind]();
  channel.on('error', () => {});
  return channel;
}

/** A channel with a queue of its own. */
async function withQueue(t, kind) {
  const channel = await open(t, kind);
  const { queue } = await channel.assertQueue(name(), { exclusive: true });
  return { channel, queue };
}

const nextMessage = (channel, queue, options) =>
  new Promise((resolve, reject) => {
    channel.consume(queue, resolve, options).catch(reject);
  });

describe('publish', () => {
  test('leaves options as they are', async t => {
    const { channel, queue } = await withQueue(t);
    const options = { messageId: 'm', headers: { own: 1 } };
    const bare = { messageId: 'n' };
    assert.equal(channel.publish('', queue, Buffer.from('x'), options), true);
    assert.equal(channel.sendToQueue(queue, Buffer.from('y'), bare), true);
    assert.deepEqual([options, bare], [{ messageId: 'm', headers: { own: 1 } }, { messageId: 'n' }]);
  });
  test('takes frozen options, and none', async t => {
    const { channel, queue } = await withQueue(t);
    channel.publish('', queue, Buffer.from('x'), Object.freeze({ headers: Object.freeze({ own: 1 }) }));
    channel.publish('', queue, Buffer.from('y'));
    const first = await nextMessage(channel, queue, { noAck: true });
    assert.equal(first.properties.headers.own, 1);
  });
  for (const content of [undefined, null, 'text', 1, {}])
    test(`refuses ${JSON.stringify(content)} for content`, async t => {
      const { channel, queue } = await withQueue(t);
      assert.throws(() => channel.publish('', queue, content), TypeError);
    });
  test('on a channel that is closed', async t => {
    const channel = await open(t);
    await channel.close();
    assert.throws(() => channel.publish('', 'q', Buffer.from('x')), { name: 'IllegalOperationError' });
  });
  test('is confirmed, with and without a callback', async t => {
    const { channel, queue } = await withQueue(t, 'createConfirmChannel');
    const [error] = await called(done => channel.publish('', queue, Buffer.from('x'), {}, done));
    assert.equal(error, null);
    channel.publish('', queue, Buffer.from('y'));
    await channel.waitForConfirms();
  });
});

describe('consume', () => {
  test('gives messages, with nothing but amqplib’s', async t => {
    const { channel, queue } = await withQueue(t);
    channel.sendToQueue(queue, Buffer.from('hey'), { headers: { own: 1 }, correlationId: 'c' });
    const message = await nextMessage(channel, queue);
    assert.equal(message.content.toString(), 'hey');
    assert.deepEqual(Reflect.ownKeys(message), ['fields', 'properties', 'content']);
    assert.doesNotMatch(inspect(channel, { depth: 1, showHidden: false }), /opentelemetry/);
    channel.ack(message);
  });
  test('gives the tag, and null when it is cancelled', async t => {
    const { channel, queue } = await withQueue(t);
    const [message] = await called(done =>
      channel.consume(queue, done).then(() => channel.deleteQueue(queue)),
    );
    assert.equal(message, null);
  });
  test('ack, nack, reject, ackAll, nackAll', async t => {
    const { channel, queue } = await withQueue(t);
    for (const settle of ['ack', 'nack', 'reject']) {
      channel.sendToQueue(queue, Buffer.from(settle));
      const message = await nextMessage(channel, queue);
      assert.equal(channel[settle](message, false, false), undefined);
      await channel.cancel(message.fields.consumerTag);
    }
    channel.ackAll();
    channel.nackAll();
  });
  for (const message of [undefined, null, 1, {}])
    test(`ack refuses ${JSON.stringify(message)}`, async t => {
      const channel = await open(t);
      assert.throws(() => channel.ack(message), TypeError);
    });
  test('what the function throws closes or ends as it does', () => {
    const script = `
      require('amqplib').connect(${JSON.stringify(url)}).then(async connection => {
        const channel = await connection.createChannel();
        const { queue } = await channel.assertQueue('', { exclusive: true });
        await channel.consume(queue, () => { throw new Error('mine') });
        channel.sendToQueue(queue, Buffer.from('x'));
      });
    `;
    const { status, stderr } = ends(__dirname, script);
    assert.equal(status, 1);
    assert.match(stderr, /mine/);
  });
  test('keeps the state of an AsyncLocalStorage out of it', async t => {
    const storage = new AsyncLocalStorage();
    const { channel, queue } = await withQueue(t);
    const state = new Promise(resolve => {
      storage.run('mine', () => channel.consume(queue, () => resolve(storage.getStore()), { noAck: true }));
    });
    channel.sendToQueue(queue, Buffer.from('x'));
    assert.ok([undefined, 'mine'].includes(await state));
  });
  test('get', async t => {
    const { channel, queue } = await withQueue(t);
    assert.equal(await channel.get(queue), false);
    channel.sendToQueue(queue, Buffer.from('x'));
    let message = false;
    while (message === false) message = await channel.get(queue, { noAck: true });
    assert.equal(message.content.toString(), 'x');
  });
});

describe('connections', () => {
  test('by callback', async t => {
    const [error, connection] = await called(done => callbacks.connect(url, done));
    assert.equal(error, null);
    t.after(() => connection.close());
    const [, channel] = await called(done => connection.createChannel(done));
    const [, { queue }] = await called(done => channel.assertQueue('', { exclusive: true }, done));
    channel.sendToQueue(queue, Buffer.from('x'));
    const [message] = await called(done => channel.consume(queue, done, { noAck: true }));
    assert.equal(message.content.toString(), 'x');
  });
  test('by an object', async t => {
    const { hostname, port, username, password } = new URL(url);
    const connection = await amqp.connect({ hostname, port: Number(port), username, password });
    t.after(() => connection.close());
    assert.equal(typeof connection.createChannel, 'function');
  });
  test('that are refused', async () => {
    await assert.rejects(amqp.connect('amqp://127.0.0.1:1'), /ECONNREFUSED/);
    assert.match(
      (await called(done => callbacks.connect('amqp://127.0.0.1:1', done)))[0].message,
      /ECONNREFUSED/,
    );
  });
  for (const bad of ['http://x', 'not a url', 1])
    test(`to ${JSON.stringify(bad)} fail as they do`, async () => {
      await assert.rejects(async () => await amqp.connect(bad));
    });
  test('close', async t => {
    const channel = await open(t);
    const closed = heard(channel, 'close');
    await channel.close();
    await closed;
  });
});
