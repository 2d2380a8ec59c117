'use strict';
const assert = require('node:assert/strict');
const http = require('node:http');
const { describe, test } = require('node:test');
const OpenAI = require('openai');
const { ends } = require('../called');
const { testLooks } = require('../looks');

testLooks('openai');

const COMPLETION = {
  id: 'c',
  object: 'chat.completion',
  model: 'm',
  choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: '{"a":1}' } }],
  usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
};
const chunks = ['a', 'b'].map(content => ({
  ...COMPLETION,
  choices: [
    { index: 0, delta: { role: 'assistant', content }, finish_reason: content === 'b' ? 'stop' : null },
  ],
}));

function answer(request, response, body) {
  response.setHeader('x-request-id', 'r');
  if (request.url.includes('/fail')) return response.writeHead(400).end('{"error":{"message":"mine"}}');
  response.setHeader('content-type', body.stream ? 'text/event-stream' : 'application/json');
  if (body.stream)
    return response.end(
      `${chunks.map(chunk => `data: ${JSON.stringify(chunk)}\n\n`).join('')}data: [DONE]\n\n`,
    );
  response.end(JSON.stringify(COMPLETION));
}

/** A client of a server that gives the answers from above. */
async function connect(t, path = '') {
  const server = http.createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    answer(request, response, JSON.parse(Buffer.concat(parts)));
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return new OpenAI({
    apiKey: 'k',
    baseURL: `http://127.0.0.1:${server.address().port}${path}`,
    maxRetries: 0,
  });
}

const PARAMS = { model: 'm', messages: [{ role: 'user', content: 'hey' }] };

describe('chat', () => {
  test('gives the parsed answer', async t => {
    const result = await (await connect(t)).chat.completions.create(PARAMS);
    assert.deepEqual([result.id, result._request_id], ['c', 'r']);
  });
  test('gives a promise with methods of its own', async t => {
    const promise = (await connect(t)).chat.completions.create(PARAMS);
    assert.equal(promise.constructor.name, 'APIPromise');
    const { data, response, request_id } = await promise.withResponse();
    assert.deepEqual([data.id, response.status, request_id], ['c', 200, 'r']);
  });
  test('leaves the body to an app that reads it itself', async t => {
    const response = await (await connect(t)).chat.completions.create(PARAMS).asResponse();
    assert.equal(response.bodyUsed, false);
    assert.equal((await response.json()).id, 'c');
  });
  test('streams', async t => {
    const stream = await (await connect(t)).chat.completions.create({ ...PARAMS, stream: true });
    const texts = [];
    for await (const chunk of stream) texts.push(chunk.choices[0].delta.content);
    assert.deepEqual(texts, ['a', 'b']);
  });
  test('streams with their response, and in two', async t => {
    const promise = (await connect(t)).chat.completions.create({ ...PARAMS, stream: true });
    const { data, response } = await promise.withResponse();
    assert.equal(response.status, 200);
    const counts = await Promise.all(
      data.tee().map(async half => {
        let count = 0;
        for await (const _ of half) count += 1;
        return count;
      }),
    );
    assert.deepEqual(counts, [2, 2]);
  });
  test('streams that are left end the request', async t => {
    const stream = await (await connect(t)).chat.completions.create({ ...PARAMS, stream: true });
    for await (const _ of stream) break;
    assert.equal(stream.controller.signal.aborted, true);
  });
  test('parse', async t => {
    const { chat } = await connect(t);
    const parsed = await chat.completions.parse({
      ...PARAMS,
      response_format: { type: 'json_schema', json_schema: { name: 's', schema: {} } },
    });
    assert.equal(parsed.id, 'c');
  });
  test('the runner', async t => {
    const stream = (await connect(t)).chat.completions.stream(PARAMS);
    const texts = [];
    stream.on('content', text => texts.push(text));
    await stream.done();
    assert.equal(texts.join(''), 'ab');
  });
  for (const bad of [undefined, null, {}, { messages: 1 }])
    test(`arguments ${JSON.stringify(bad)} are for the server to judge`, async t => {
      const client = await connect(t);
      const outcome = await (async () => client.chat.completions.create(bad))().catch(error => error);
      if (bad === undefined || bad === null) assert.ok(outcome instanceof Error);
      else assert.equal(outcome.id, 'c');
    });
});

describe('responses and embeddings', () => {
  test('give promises with methods of their own', async t => {
    const client = await connect(t);
    for (const promise of [
      client.responses.create({ model: 'm', input: 'hey' }),
      client.responses.create({ model: 'm', input: 'hey', stream: true }),
      client.embeddings.create({ model: 'm', input: 'hey', encoding_format: 'float' }),
    ]) {
      assert.equal(promise.constructor.name, 'APIPromise');
      assert.equal((await promise.withResponse()).response.status, 200);
    }
  });
});

describe('errors', () => {
  test('are openai’s', async t => {
    const client = await connect(t, '/fail');
    await assert.rejects(client.chat.completions.create(PARAMS), { name: 'Error', status: 400 });
    await assert.rejects(client.chat.completions.create(PARAMS).asResponse(), { status: 400 });
    await assert.rejects(client.embeddings.create({ model: 'm', input: 'x' }), { status: 400 });
  });
  for (const call of ['chat.completions.create', 'responses.create', 'embeddings.create'])
    test(`of ${call} that nobody handles end the process`, () => {
      const script = `
        const OpenAI = require('openai');
        const client = new OpenAI({ apiKey: 'k', baseURL: 'http://127.0.0.1:1', maxRetries: 0 });
        client.${call}({ model: 'm', messages: [], input: 'x' });
      `;
      assert.equal(ends(__dirname, script).status, 1);
    });
});
