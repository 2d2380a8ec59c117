import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { embed, generateText, stepCountIs, streamText, tool } from 'ai';
import { MockEmbeddingModelV3, MockLanguageModelV3, simulateReadableStream } from 'ai/test';
import { z } from 'zod';

const USAGE = { inputTokens: { total: 1 }, outputTokens: { total: 2 } };
const answer = (...content) => ({
  content,
  finishReason: { unified: 'stop', raw: 'stop' },
  usage: USAGE,
  warnings: [],
});
const error = new Error('mine');
const modelOf = (...answers) => new MockLanguageModelV3({ doGenerate: async () => answers.shift() });

describe('generateText', () => {
  test('gives text and usage, from frozen parameters', async () => {
    const result = await generateText(
      Object.freeze({ model: modelOf(answer({ type: 'text', text: 'ab' })), prompt: 'hey' }),
    );
    assert.deepEqual([result.text, result.finishReason, result.usage.outputTokens], ['ab', 'stop', 2]);
  });
  test('calls tools with what they expect', async () => {
    const seen = [];
    const tools = {
      add: tool({
        inputSchema: z.object({ a: z.number() }),
        execute(input, options) {
          seen.push(input.a, options.toolCallId, Array.isArray(options.messages));
          return 'done';
        },
      }),
    };
    const call = { type: 'tool-call', toolCallId: 'c', toolName: 'add', input: '{"a":1}' };
    const result = await generateText({
      model: modelOf(
        { ...answer(call), finishReason: { unified: 'tool-calls', raw: 'x' } },
        answer({ type: 'text', text: 'end' }),
      ),
      prompt: 'hey',
      tools,
      stopWhen: stepCountIs(2),
    });
    assert.deepEqual([result.text, result.steps.length, seen], ['end', 2, [1, 'c', true]]);
  });
  test('throws what the model throws', async () => {
    const model = new MockLanguageModelV3({
      doGenerate: async () => {
        throw error;
      },
    });
    await assert.rejects(generateText({ model, prompt: 'hey', maxRetries: 0 }), given => given === error);
  });
  test('is aborted', async () => {
    const model = new MockLanguageModelV3({
      doGenerate: async ({ abortSignal }) => abortSignal.throwIfAborted(),
    });
    const abortSignal = AbortSignal.abort(error);
    await assert.rejects(generateText({ model, prompt: 'hey', maxRetries: 0, abortSignal }), Error);
  });
  for (const bad of [undefined, null, {}])
    test(`of ${JSON.stringify(bad)} is an error`, async () => {
      await assert.rejects(async () => generateText(bad), Error);
    });
});

describe('streamText', () => {
  const parts = [
    { type: 'stream-start', warnings: [] },
    { type: 'text-start', id: '1' },
    { type: 'text-delta', id: '1', delta: 'a' },
    { type: 'text-delta', id: '1', delta: 'b' },
    { type: 'text-end', id: '1' },
    { type: 'finish', finishReason: { unified: 'stop', raw: 'stop' }, usage: USAGE },
  ];
  const model = () =>
    new MockLanguageModelV3({
      doStream: async () => ({
        stream: simulateReadableStream({ chunks: parts, initialDelayInMs: null, chunkDelayInMs: null }),
      }),
    });
  test('streams', async () => {
    const result = streamText({ model: model(), prompt: 'hey' });
    assert.equal(result.then, undefined);
    const texts = [];
    for await (const text of result.textStream) texts.push(text);
    assert.deepEqual([texts.join(''), await result.finishReason], ['ab', 'stop']);
  });
  test('answers a request', async () => {
    const response = streamText({ model: model(), prompt: 'hey' }).toTextStreamResponse();
    assert.equal(await response.text(), 'ab');
  });
  test('gives errors to onError', async () => {
    const seen = [];
    const failing = new MockLanguageModelV3({
      doStream: async () => {
        throw error;
      },
    });
    const result = streamText({
      model: failing,
      prompt: 'hey',
      maxRetries: 0,
      onError: given => seen.push(given.error),
    });
    await result.consumeStream();
    assert.deepEqual(seen, [error]);
  });
  test('calls back at the end', async () => {
    const seen = [];
    const result = streamText({ model: model(), prompt: 'hey', onFinish: ({ text }) => seen.push(text) });
    await result.consumeStream();
    assert.deepEqual(seen, ['ab']);
  });
});

test('embed gives what the model gives', async () => {
  const model = new MockEmbeddingModelV3({ doEmbed: async () => ({ embeddings: [[1, 2]], warnings: [] }) });
  assert.deepEqual((await embed({ model, value: 'hey' })).embedding, [1, 2]);
});

test('exports have their names and numbers of parameters', () => {
  const looks = [generateText, streamText, embed].map(({ name, length }) => [name, length]);
  assert.deepEqual(looks, [
    ['generateText', 1],
    ['streamText', 1],
    ['embed', 1],
  ]);
});
