'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const Anthropic = require('@anthropic-ai/sdk');
const { ends } = require('../called');
const { serve } = require('../serve');
const { testLooks } = require('../looks');

testLooks('@anthropic-ai/sdk');

const MESSAGE = {
  id: 'm-1',
  type: 'message',
  role: 'assistant',
  model: 'm',
  content: [{ type: 'text', text: 'ab' }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 1, output_tokens: 2 },
};
const EVENTS = [
  { type: 'message_start', message: { ...MESSAGE, content: [], stop_reason: null } },
  { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'a' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'b' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage: { output_tokens: 2 } },
  { type: 'message_stop' },
];

async function open(t, path = '', options = {}) {
  const { origin } = await serve(t, async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    const { stream } = JSON.parse(Buffer.concat(parts));
    response.setHeader('request-id', 'r-1');
    if (request.url.includes('/fail'))
      return response.writeHead(400).end('{"error":{"type":"mine","message":"no"}}');
    response.setHeader('content-type', stream ? 'text/event-stream' : 'application/json');
    if (!stream) return response.end(JSON.stringify(MESSAGE));
    response.end(EVENTS.map(event => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join(''));
  });
  return new Anthropic({ apiKey: 'k', baseURL: `${origin}${path}`, maxRetries: 0, ...options });
}

const PARAMS = Object.freeze({
  model: 'm',
  max_tokens: 9,
  messages: Object.freeze([{ role: 'user', content: 'hey' }]),
});

describe('messages', () => {
  test('give the answer, from frozen parameters', async t => {
    const { id, _request_id } = await (await open(t)).messages.create(
      PARAMS,
      Object.freeze({ timeout: 9000 }),
    );
    assert.deepEqual([id, _request_id], ['m-1', 'r-1']);
  });
  test('give a promise with methods of its own', async t => {
    const promise = (await open(t)).messages.create(PARAMS);
    assert.equal(promise.constructor.name, 'APIPromise');
    const { data, response, request_id } = await promise.withResponse();
    assert.deepEqual([data.id, response.status, request_id], ['m-1', 200, 'r-1']);
  });
  test('leave the body to an app that reads it itself', async t => {
    const response = await (await open(t)).messages.create(PARAMS).asResponse();
    assert.equal(response.bodyUsed, false);
    assert.equal((await response.json()).id, 'm-1');
  });
  test('stream', async t => {
    const stream = await (await open(t)).messages.create({ ...PARAMS, stream: true });
    const types = [];
    for await (const { type } of stream) types.push(type);
    assert.deepEqual(
      types,
      EVENTS.map(({ type }) => type),
    );
  });
  test('streams come in two, and a stream that is left ends its request', async t => {
    const client = await open(t);
    const stream = await client.messages.create({ ...PARAMS, stream: true });
    const counts = stream.tee().map(async half => {
      let count = 0;
      for await (const _ of half) count += 1;
      return count;
    });
    assert.deepEqual(await Promise.all(counts), [7, 7]);
    const left = await client.messages.create({ ...PARAMS, stream: true });
    for await (const _ of left) break;
    assert.equal(left.controller.signal.aborted, true);
  });
  test('the helper has its events', async t => {
    const stream = (await open(t)).messages.stream(PARAMS);
    const texts = [];
    stream.on('text', text => texts.push(text));
    assert.equal((await stream.finalMessage()).content[0].text, 'ab');
    assert.deepEqual([texts, stream.ended, stream.aborted], [['a', 'b'], true, false]);
    assert.equal(await (await open(t)).messages.stream(PARAMS).finalText(), 'ab');
  });
  test('the helper is aborted', async t => {
    const stream = (await open(t)).messages.stream(PARAMS);
    stream.abort();
    await assert.rejects(stream.done(), Anthropic.APIUserAbortError);
  });
  test('the beta has them, too', async t => {
    assert.equal((await (await open(t)).beta.messages.create(PARAMS)).id, 'm-1');
  });
  for (const bad of [undefined, null, {}, 1])
    test(`create(${JSON.stringify(bad)})`, async t => {
      const client = await open(t);
      const outcome = await (async () => client.messages.create(bad))().catch(error => error);
      if (bad === undefined || bad === null) assert.ok(outcome instanceof TypeError, String(outcome));
      else assert.ok(outcome.id === 'm-1' || outcome instanceof Error);
    });
});

describe('errors', () => {
  test('are Anthropic’s', async t => {
    const client = await open(t, '/fail');
    const error = await client.messages.create(PARAMS).catch(given => given);
    assert.equal(error instanceof Anthropic.BadRequestError, true);
    assert.deepEqual([error.status, error.requestID, error.error.error.message], [400, 'r-1', 'no']);
    await assert.rejects(client.messages.stream(PARAMS).finalMessage(), { status: 400 });
    await assert.rejects(client.messages.create(PARAMS).asResponse(), { status: 400 });
  });
  test('of the app’s own fetch', async t => {
    const error = new Error('mine');
    const fetch = () => Promise.reject(error);
    await assert.rejects(
      (await open(t, '', { fetch })).messages.create(PARAMS),
      given => given.cause === error,
    );
  });
  test('that nobody handles end the process', () => {
    for (const call of ['messages.create', 'messages.stream', 'beta.messages.create']) {
      const script = `
        const Anthropic = require('@anthropic-ai/sdk');
        const client = new Anthropic({ apiKey: 'k', baseURL: 'http://127.0.0.1:1', maxRetries: 0 });
        client.${call}({ model: 'm', max_tokens: 1, messages: [] });
      `;
      assert.equal(ends(__dirname, script).status, 1, call);
    }
  });
});

test('classes of the app’s own, and clients with other options', async t => {
  class Own extends Anthropic.Anthropic {
    async prepareOptions(options) {
      this.prepared = options.path;
    }
  }
  const { baseURL } = await open(t);
  const client = new Own({ apiKey: 'k', baseURL, maxRetries: 0 });
  assert.equal((await client.messages.create(PARAMS)).id, 'm-1');
  assert.deepEqual([client.prepared, client instanceof Anthropic.Anthropic], ['/v1/messages', true]);
  assert.equal((await client.withOptions({ timeout: 1000 }).messages.create(PARAMS)).id, 'm-1');
});
