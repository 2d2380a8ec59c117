'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { ApiError, GoogleGenAI } = require('@google/genai');
const { ends } = require('../called');
const { serve } = require('../serve');
const { testLooks } = require('../looks');

testLooks('@google/genai');

const answer = text => ({
  candidates: [{ content: { role: 'model', parts: [{ text }] }, finishReason: 'STOP' }],
  usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1 },
  modelVersion: 'm-1',
});

async function open(t) {
  const { origin } = await serve(t, (request, response) => {
    request.resume().on('end', () => {
      if (request.url.includes('fail'))
        return response
          .writeHead(400, { 'content-type': 'application/json' })
          .end('{"error":{"message":"no"}}');
      if (request.url.includes('stream')) {
        response.setHeader('content-type', 'text/event-stream');
        return response.end(['a', 'b'].map(text => `data: ${JSON.stringify(answer(text))}\r\n\r\n`).join(''));
      }
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify(request.url.includes('mbed') ? { embeddings: [{ values: [1] }] } : answer('ab')),
      );
    });
  });
  return new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: origin } });
}

const PARAMS = Object.freeze({ model: 'm', contents: 'hey', config: Object.freeze({ temperature: 0.5 }) });

describe('models', () => {
  test('generate, from frozen parameters', async t => {
    const response = await (await open(t)).models.generateContent(PARAMS);
    assert.deepEqual([response.text, response.constructor.name], ['ab', 'GenerateContentResponse']);
  });
  test('stream', async t => {
    const stream = await (await open(t)).models.generateContentStream(PARAMS);
    assert.equal(typeof stream[Symbol.asyncIterator], 'function');
    const texts = [];
    for await (const { text } of stream) texts.push(text);
    assert.deepEqual(texts, ['a', 'b']);
  });
  test('streams by hand, and leaves one', async t => {
    const stream = await (await open(t)).models.generateContentStream(PARAMS);
    assert.equal((await stream.next()).value.text, 'a');
    assert.deepEqual(await stream.return('left'), { value: 'left', done: true });
    assert.deepEqual(await stream.next(), { value: undefined, done: true });
  });
  test('embed', async t => {
    const { embeddings } = await (await open(t)).models.embedContent({ model: 'm', contents: 'hey' });
    assert.deepEqual(embeddings[0].values, [1]);
  });
  test('chat', async t => {
    const chat = (await open(t)).chats.create({ model: 'm' });
    assert.equal((await chat.sendMessage({ message: 'hey' })).text, 'ab');
    assert.deepEqual(
      chat.getHistory().map(({ role }) => role),
      ['user', 'model'],
    );
  });
  test('methods are taken off their object', async t => {
    const { generateContent } = (await open(t)).models;
    const outcome = await (async () => generateContent(PARAMS))().catch(error => error);
    assert.ok(outcome.text === 'ab' || outcome instanceof TypeError);
  });
  for (const bad of [undefined, null, {}])
    test(`generateContent(${JSON.stringify(bad)})`, async t => {
      const { models } = await open(t);
      await assert.rejects(async () => models.generateContent(bad), Error);
    });
});

describe('errors', () => {
  test('are Google’s', async t => {
    const { models } = await open(t);
    for (const method of ['generateContent', 'generateContentStream']) {
      const error = await models[method]({ ...PARAMS, model: 'fail' }).catch(given => given);
      assert.deepEqual(
        [error instanceof ApiError, error.name, error.status],
        [true, 'ApiError', 400],
        method,
      );
    }
  });
  test('of an aborted request', async t => {
    const config = { abortSignal: AbortSignal.abort() };
    await assert.rejects((await open(t)).models.generateContent({ ...PARAMS, config }), Error);
  });
  test('that nobody handles end the process', () => {
    for (const call of ['generateContent', 'generateContentStream']) {
      const script = `
        const { GoogleGenAI } = require('@google/genai');
        new GoogleGenAI({ apiKey: 'k', httpOptions: { baseUrl: 'http://127.0.0.1:1' } })
          .models.${call}({ model: 'm', contents: 'x' });
      `;
      assert.equal(ends(__dirname, script).status, 1, call);
    }
  });
});
