'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { BaseChatModel } = require('@langchain/core/language_models/chat_models');
const { AIMessage, AIMessageChunk, HumanMessage } = require('@langchain/core/messages');
const { ChatGenerationChunk } = require('@langchain/core/outputs');
const { StructuredTool, tool } = require('@langchain/core/tools');
const { z } = require('zod');
const { ends } = require('../called');
const { testLooks } = require('../looks');

testLooks(
  '@langchain/core/language_models/chat_models',
  '@langchain/core/tools',
  '@langchain/core/callbacks/manager',
);

const error = Object.freeze(new Error('mine'));

class Own extends BaseChatModel {
  _llmType() {
    return 'own';
  }
  async _generate(messages, options) {
    if (messages[0].content === 'fail') throw error;
    this.seen = [this instanceof Own, Object.keys(options).includes('signal')];
    return { generations: [{ text: 'ab', message: new AIMessage('ab') }], llmOutput: { own: 1 } };
  }
  async *_streamResponseChunks(messages) {
    if (messages[0].content === 'fail') throw error;
    for (const text of ['a', 'b']) yield new ChatGenerationChunk({ text, message: new AIMessageChunk(text) });
  }
}

describe('models', () => {
  test('invoke', async () => {
    const model = new Own({});
    const answer = await model.invoke('hey');
    assert.deepEqual([answer.constructor.name, answer.content], ['AIMessage', 'ab']);
    assert.equal(model.seen[0], true);
  });
  test('stream, and are left', async () => {
    const texts = [];
    for await (const { content } of await new Own({}).stream('hey')) texts.push(content);
    assert.deepEqual(texts, ['a', 'b']);
    for await (const { content } of await new Own({}).stream('hey')) {
      assert.equal(content, 'a');
      break;
    }
  });
  test('batch, pipe, generate', async () => {
    const model = new Own({});
    assert.deepEqual(
      (await model.batch(['a', 'b'])).map(({ content }) => content),
      ['ab', 'ab'],
    );
    assert.equal(await model.pipe(({ content }) => content.length).invoke('hey'), 2);
    const { generations } = await model.generate([[new HumanMessage('hey')]]);
    assert.equal(generations[0][0].text, 'ab');
  });
  test('call the app’s callbacks, and these alone', async () => {
    const seen = [];
    const handler = {
      handleChatModelStart: (_model, messages, runId) => seen.push('start', messages.length, typeof runId),
      handleLLMEnd: output => seen.push('end', output.generations.length),
      handleLLMError: given => seen.push(given === error),
    };
    const model = new Own({ callbacks: [handler] });
    await model.invoke('hey');
    await assert.rejects(model.invoke('fail'), given => given === error);
    assert.deepEqual(seen, ['start', 1, 'string', 'end', 1, 'start', 1, 'string', true]);
    assert.deepEqual(model.callbacks, [handler]);
  });
  test('throw what was thrown, in streams, too', async () => {
    const isMine = given => given === error;
    await assert.rejects(new Own({}).invoke('fail'), isMine);
    await assert.rejects(async () => {
      for await (const _ of await new Own({}).stream('fail'));
    }, isMine);
  });
  test('take frozen options', async () => {
    const options = Object.freeze({ tags: Object.freeze(['t']), metadata: Object.freeze({ a: 1 }) });
    assert.equal((await new Own({}).invoke([new HumanMessage('hey')], options)).content, 'ab');
  });
  test('emit events', async () => {
    const names = new Set();
    for await (const { event } of new Own({}).streamEvents('hey', { version: 'v2' })) names.add(event);
    assert.deepEqual([...names], ['on_chat_model_start', 'on_chat_model_stream', 'on_chat_model_end']);
  });
  for (const bad of [undefined, null, 1])
    test(`invoke(${bad})`, async () => {
      await assert.rejects(async () => new Own({}).invoke(bad), Error);
    });
});

describe('tools', () => {
  const add = tool(({ a }, config) => `${a} ${typeof config}`, {
    name: 'add',
    schema: z.object({ a: z.number() }),
  });
  test('invoke, with input and with a call', async () => {
    assert.equal(await add.invoke(Object.freeze({ a: 1 })), '1 object');
    const message = await add.invoke({ type: 'tool_call', id: 'c', name: 'add', args: { a: 1 } });
    assert.deepEqual([message.tool_call_id, message.content], ['c', '1 object']);
  });
  test('refuse other input', async () => {
    await assert.rejects(add.invoke({ a: 'x' }), { name: /ToolInputParsingException|Error/ });
  });
  test('throw what was thrown', async () => {
    const failing = tool(
      () => {
        throw error;
      },
      { name: 'fails', schema: z.object({}) },
    );
    await assert.rejects(failing.invoke({}), given => given === error);
  });
  test('of the app’s own class', async () => {
    class Mine extends StructuredTool {
      name = 'mine';
      description = 'd';
      schema = z.object({});
      async _call() {
        return this.constructor.name;
      }
    }
    assert.equal(await new Mine().invoke({}), 'Mine');
  });
});

test('rejections that nobody handles end the process', () => {
  const script = `
    const { tool } = require('@langchain/core/tools');
    const { z } = require('zod');
    tool(() => { throw new Error('mine'); }, { name: 'x', schema: z.object({}) }).invoke({});
  `;
  assert.equal(ends(__dirname, script).status, 1);
});
