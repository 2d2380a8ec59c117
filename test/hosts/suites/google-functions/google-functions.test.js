'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const functions = require('@google-cloud/functions-framework');
const { getTestServer } = require('@google-cloud/functions-framework/testing');
const { once } = require('node:events');
const { request } = require('../serve');
const { testLooks } = require('../looks');

testLooks('@google-cloud/functions-framework');

const error = new Error('mine');
const seen = [];

functions.http('answers', (req, res) =>
  res
    .status(201)
    .set('x-own', '1')
    .send({ body: req.body, raw: String(req.rawBody ?? '') }),
);
functions.http('asynchronous', async (_req, res) => {
  await null;
  res.send('later');
});
functions.http('throws', () => {
  throw error;
});
functions.http('rejects', async () => {
  throw error;
});
functions.http('self', function handler(...args) {
  args[1].send({ args: args.length, own: typeof this });
});
functions.http('writes', (_req, res) => {
  res.write('one ');
  setImmediate(() => res.end('two'));
});
functions.cloudEvent('event', (...args) => {
  seen.push(args);
});
functions.cloudEvent('eventLater', async given => {
  await null;
  seen.push([given]);
});
functions.cloudEvent('eventRejects', async () => {
  throw error;
});
functions.cloudEvent('eventThrows', () => {
  throw error;
});
functions.cloudEvent('calledBack', (given, callback) => {
  setImmediate(callback, given.data.fail ? error : null, 'done');
});

async function serve(t, name) {
  const server = getTestServer(name).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return (path, options) => request(server.address().port, path, options);
}

const json = body => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const event = data => ({
  method: 'POST',
  headers: { 'content-type': 'application/cloudevents+json' },
  body: JSON.stringify({ specversion: '1.0', id: 'one', source: 'test', type: 'made', data }),
});

describe('HTTP functions', () => {
  test('answer, with what the framework read', async t => {
    const { status, headers, text } = await (await serve(t, 'answers'))('/any', json({ a: 1 }));
    assert.deepEqual(
      [status, headers['x-own'], JSON.parse(text)],
      [201, '1', { body: { a: 1 }, raw: '{"a":1}' }],
    );
  });
  test('answer later, and in parts', async t => {
    assert.equal((await (await serve(t, 'asynchronous'))('/')).text, 'later');
    assert.equal((await (await serve(t, 'writes'))('/')).text, 'one two');
  });
  for (const name of ['throws', 'rejects'])
    test(`that fail: ${name}`, async t => {
      const { status, text } = await (await serve(t, name))('/');
      assert.equal(status, 500);
      assert.match(text, /mine|Internal Server Error/);
    });
  test('have their arguments and this', async t => {
    assert.deepEqual(JSON.parse((await (await serve(t, 'self'))('/')).text).args, 2);
  });
  test('several at once', async t => {
    const ask = await serve(t, 'answers');
    const answers = await Promise.all(Array.from({ length: 30 }, (_, n) => ask('/', json({ n }))));
    assert.deepEqual(
      answers.map(({ text }) => JSON.parse(text).body.n),
      Array.from({ length: 30 }, (_, n) => n),
    );
  });
});

describe('functions of events', () => {
  test('are given the event alone', async t => {
    const { status, text } = await (await serve(t, 'event'))('/', event({ a: 1 }));
    const [[given, ...rest]] = seen.splice(0);
    assert.deepEqual([status, text, given.data, given.id, rest], [204, '', { a: 1 }, 'one', []]);
  });
  test('are waited for', async t => {
    assert.equal((await (await serve(t, 'eventLater'))('/', event({ a: 2 }))).status, 204);
    assert.deepEqual(seen.splice(0)[0][0].data, { a: 2 });
  });
  for (const name of ['eventRejects', 'eventThrows'])
    test(`that fail: ${name}`, async t => {
      assert.equal((await (await serve(t, name))('/', event({}))).status, 500);
    });
  test('call back', async t => {
    const ask = await serve(t, 'calledBack');
    const answers = [await ask('/', event({})), await ask('/', event({ fail: true }))];
    assert.deepEqual(
      answers.map(({ status, text }) => [status, text.replace(/^\s*$/, '')].slice(0, 1)),
      [[200], [500]],
    );
  });
  test('of no event are refused', async t => {
    const { status } = await (await serve(t, 'event'))('/', { method: 'POST', body: 'x' });
    assert.ok(status >= 400, String(status));
    assert.deepEqual(seen.splice(0), []);
  });
});

describe('registration', () => {
  for (const bad of [1, 'a b', '-'])
    test(`of the name ${bad}`, () => {
      assert.throws(() => functions.http(bad, () => {}), /Invalid function name/);
    });
  test('gives nothing', () => {
    assert.equal(
      functions.http('other', () => {}),
      undefined,
    );
  });
  test('of no function is told when it is served', () => {
    assert.throws(() => getTestServer('nobody'), /not been registered|not registered/);
  });
});
