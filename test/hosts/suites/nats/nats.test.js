'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { after, before, describe, test } = require('node:test');
const { ends } = require('../called');
const { testLooks } = require('../looks');

testLooks('@nats-io/nats-core', '@nats-io/transport-node', 'nats');

const servers = process.env.TEST_NATS_URL;

for (const name of ['@nats-io/transport-node', 'nats']) describe(name, () => testClient(name));

function testClient(name) {
  const { connect, createInbox, Empty, headers } = require(name);
  const isSecond = name === 'nats';
  let client;
  let next = 0;
  /** A subject that no other test uses. */
  const subject = () => `hosts.${process.pid}.${isSecond ? 'two' : 'core'}.${next++}`;
  before(async () => {
    client = await connect({ servers });
  });
  after(() => client.close());

  /** The first message of a subscription with a callback, as the callback's arguments. */
  const taken = (to, options = {}) =>
    new Promise(resolve => {
      client.subscribe(to, { max: 1, callback: (...args) => resolve(args), ...options });
    });

  describe('publishing', () => {
    test('gives nothing, and the message arrives with what was given', async () => {
      const to = subject();
      const arrived = taken(to);
      assert.equal(client.publish(to, 'hey', { reply: 'answers.here' }), undefined);
      const [error, message] = await arrived;
      assert.deepEqual(
        [error, message.subject, message.reply, Buffer.from(message.data).toString()],
        [null, to, 'answers.here', 'hey'],
      );
      assert.equal(message.string(), 'hey');
      assert.ok(message.sid > 0);
    });
    test('of nothing sends nothing', async () => {
      const to = subject();
      const arrived = taken(to);
      client.publish(to);
      assert.equal((await arrived)[1].data.length, 0);
    });
    test('of bytes, json', async () => {
      const to = subject();
      const arrived = taken(to);
      client.publish(to, new TextEncoder().encode('{"a":1}'));
      assert.deepEqual((await arrived)[1].json(), { a: 1 });
    });
    test('leaves headers as they are', async () => {
      const to = subject();
      const given = headers();
      given.append('Own', 'a');
      given.append('Own', 'b');
      const options = { headers: given };
      const arrived = taken(to);
      client.publish(to, 'hey', options);
      const { headers: seen } = (await arrived)[1];
      assert.deepEqual([seen.values('Own'), seen.get('Own'), seen.has('own')], [['a', 'b'], 'a', false]);
      assert.deepEqual(given.keys(), ['Own']);
    });
    for (const bad of [undefined, null, ''])
      test(`to ${JSON.stringify(bad)} throws`, () => {
        assert.throws(() => client.publish(bad, 'hey'));
      });
    test('more than the server takes throws', () => {
      assert.throws(() => client.publish(subject(), new Uint8Array(client.info.max_payload + 1)), /max/i);
    });
    test('exactly as much as the server takes is sent', async () => {
      const to = subject();
      const arrived = taken(to);
      client.publish(to, new Uint8Array(client.info.max_payload));
      assert.equal((await arrived)[1].data.length, client.info.max_payload);
    });
    test('a message that is answered, or published again', async () => {
      const [first, second] = [subject(), subject()];
      const arrived = taken(second);
      client.subscribe(first, { max: 1, callback: (_error, message) => client.respondMessage?.(message) });
      client.publish(first, 'again', { reply: second });
      assert.equal((await arrived)[1].string(), 'again');
    });
  });

  describe('subscriptions', () => {
    test('call back with two arguments and the this of ever', async () => {
      const to = subject();
      const arrived = new Promise(resolve => {
        client.subscribe(to, {
          max: 1,
          callback(...args) {
            resolve([args.length, this === undefined || this === globalThis || typeof this]);
          },
        });
      });
      client.publish(to);
      const [count] = await arrived;
      assert.equal(count, 2);
    });
    test('options and callback stay the app’s', () => {
      const callback = () => {};
      const options = Object.freeze({ callback, queue: 'q' });
      const subscription = client.subscribe(subject(), options);
      assert.equal(options.callback, callback);
      assert.deepEqual(
        [subscription.getMax?.(), subscription.isClosed(), subscription.isDraining?.()].slice(1),
        [false, false],
      );
      subscription.unsubscribe();
    });
    test('are iterated', async () => {
      const to = subject();
      const messages = client.subscribe(to, { max: 3 });
      for (const text of ['a', 'b', 'c']) client.publish(to, text);
      const texts = [];
      for await (const message of messages) texts.push(message.string());
      assert.deepEqual(texts, ['a', 'b', 'c']);
      assert.deepEqual([messages.getReceived(), messages.getProcessed()], [3, 3]);
    });
    test('of a group share messages', async () => {
      const to = subject();
      let count = 0;
      for (let i = 0; i < 2; i++) client.subscribe(to, { queue: 'q', callback: () => (count += 1) });
      for (let i = 0; i < 10; i++) client.publish(to);
      await client.flush();
      assert.equal(count, 10);
    });
    test('time out', async () => {
      const [error] = await taken(subject(), { timeout: 20 });
      assert.match(`${error.name} ${error.code}`, /timeout/i);
    });
    for (const bad of [undefined, null, '', 1])
      test(`of ${JSON.stringify(bad)} throw, or are refused by the server`, async () => {
        const own = await connect({ servers, maxReconnectAttempts: 0 });
        try {
          own.subscribe(bad, { callback: () => {} });
          await own.flush().catch(() => {});
        } catch (error) {
          assert.ok(error instanceof Error);
        }
        await own.close();
      });
    test('a callback that throws takes neither the connection nor later messages', () => {
      const script = `
        process.on('uncaughtException', error => console.log('uncaught', error.message));
        process.on('unhandledRejection', error => console.log('unhandled', error.message));
        const { connect } = require(${JSON.stringify(name)});
        connect({ servers: ${JSON.stringify(servers)} }).then(async client => {
          let count = 0;
          client.subscribe(${JSON.stringify(subject())}, { callback: (_error, message) => {
            console.log('took', ++count);
            throw new Error('mine');
          } });
          client.publish('hosts.' + ${JSON.stringify(subject())});
          await client.flush();
          await client.close();
          console.log('closed');
        });
      `;
      const { status, stdout } = ends(__dirname, script);
      assert.deepEqual([status, stdout.split('\n').at(-2)], [0, 'closed']);
    });
  });

  describe('requests', () => {
    test('are answered', async () => {
      const to = subject();
      client.subscribe(to, {
        callback: (_error, message) => message.respond(`you said ${message.string()}`),
      });
      for (const options of [undefined, { timeout: 5000 }, { timeout: 5000, noMux: true }]) {
        const given = client.request(to, 'hey', options);
        assert.equal(given instanceof Promise, true);
        assert.equal((await given).string(), 'you said hey');
      }
    });
    test('of nobody fail as ever', async () => {
      for (const options of [{ timeout: 5000 }, { timeout: 5000, noMux: true }])
        await assert.rejects(client.request(subject(), Empty, options), error =>
          /503|responders/i.test(`${error.code} ${error.name} ${error.message}`),
        );
    });
    test('of the silent time out', async () => {
      const to = subject();
      client.subscribe(to, { callback: () => {} });
      for (const noMux of [false, true])
        await assert.rejects(client.request(to, '', { timeout: 20, noMux }), error =>
          /timeout/i.test(`${error.code} ${error.name}`),
        );
    });
    for (const [what, args] of [
      ['no subject', []],
      ['an empty subject', ['']],
      ['a timeout below one', ['x', '', { timeout: -1 }]],
      ['a reply of its own', ['x', '', { timeout: 10, reply: 'y' }]],
    ])
      test(`with ${what} are rejected, not thrown`, async () => {
        let promise;
        assert.doesNotThrow(() => {
          promise = client.request(...args);
        });
        await assert.rejects(promise, Error);
      });
    test('of many', async () => {
      const to = subject();
      for (let i = 0; i < 3; i++)
        client.subscribe(to, { callback: (_error, message) => message.respond(String(i)) });
      const answers = [];
      for await (const message of await client.requestMany(to, '', { maxMessages: 3, maxWait: 5000 }))
        answers.push(message.string());
      assert.deepEqual(answers.sort(), ['0', '1', '2']);
    });
    test('by hand: an inbox, a reply', async () => {
      const [to, inbox] = [subject(), createInbox()];
      const answered = taken(to);
      const arrived = taken(inbox);
      client.publish(to, 'hey', { reply: inbox });
      assert.equal((await answered)[1].respond('yes'), true);
      assert.equal((await arrived)[1].string(), 'yes');
      const alone = taken(to);
      client.publish(to, 'hey');
      assert.equal((await alone)[1].respond('nobody asks'), false);
    });
  });

  test('context of an AsyncLocalStorage is the asker’s after an answer', async () => {
    const to = subject();
    client.subscribe(to, { callback: (_error, message) => message.respond('') });
    const storage = new AsyncLocalStorage();
    const numbers = Array.from({ length: 50 }, (_, index) => index);
    const seen = await Promise.all(
      numbers.map(n =>
        storage.run(n, async () => {
          await client.request(to, '', { timeout: 5000 });
          return storage.getStore();
        }),
      ),
    );
    assert.deepEqual(seen, numbers);
  });

  test('a connection that is closed refuses', async () => {
    const own = await connect({ servers, name: 'own' });
    assert.equal(own.isClosed(), false);
    await own.drain();
    assert.equal(own.isClosed(), true);
    assert.throws(() => own.publish('x'), /closed/i);
    assert.throws(() => own.subscribe('x'), /closed/i);
    await assert.rejects(own.request('x', '', { timeout: 10 }), /closed/i);
    assert.equal(await own.closed(), undefined);
  });
  test('no server', async () => {
    await assert.rejects(connect({ servers: '127.0.0.1:1', reconnect: false }), error =>
      /refused/i.test(`${error.code} ${error.name} ${error.message}`),
    );
  });
}
