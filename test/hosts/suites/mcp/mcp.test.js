'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { Client } = require('@modelcontextprotocol/sdk/client/index.js');
const { InMemoryTransport } = require('@modelcontextprotocol/sdk/inMemory.js');
const { McpServer } = require('@modelcontextprotocol/sdk/server/mcp.js');
const { Server } = require('@modelcontextprotocol/sdk/server/index.js');
const { CallToolRequestSchema, McpError } = require('@modelcontextprotocol/sdk/types.js');
const { z } = require('zod');
const { testLooks } = require('../looks');

testLooks(
  '@modelcontextprotocol/sdk/client/index.js',
  '@modelcontextprotocol/sdk/server/mcp.js',
  '@modelcontextprotocol/sdk/server/index.js',
  '@modelcontextprotocol/sdk/shared/protocol.js',
);

const error = new Error('mine');

async function open(t, prepare = () => {}) {
  const server = new McpServer({ name: 's', version: '1' });
  server.registerTool('add', { inputSchema: { a: z.number(), b: z.number() } }, async ({ a, b }) => ({
    content: [{ type: 'text', text: String(a + b) }],
  }));
  server.registerTool('fails', {}, () => {
    throw error;
  });
  server.registerResource('note', 'note://1', {}, async uri => ({
    contents: [{ uri: uri.href, text: 'n' }],
  }));
  server.registerPrompt('greet', {}, () => ({
    messages: [{ role: 'user', content: { type: 'text', text: 'hi' } }],
  }));
  prepare(server);
  const [one, other] = InMemoryTransport.createLinkedPair();
  const sent = [];
  const { send } = one;
  one.send = function (message, ...rest) {
    sent.push(message);
    return send.call(this, message, ...rest);
  };
  const client = new Client({ name: 'c', version: '1' });
  await Promise.all([server.connect(other), client.connect(one)]);
  t.after(() => client.close());
  return { client, server, sent, transport: one };
}

describe('requests', () => {
  test('call tools, and give what these give', async t => {
    const { client } = await open(t);
    const result = await client.callTool(
      Object.freeze({ name: 'add', arguments: Object.freeze({ a: 1, b: 2 }) }),
    );
    assert.deepEqual(result.content, [{ type: 'text', text: '3' }]);
  });
  test('read resources, get prompts, list, ping', async t => {
    const { client } = await open(t);
    assert.equal((await client.readResource({ uri: 'note://1' })).contents[0].text, 'n');
    assert.equal((await client.getPrompt({ name: 'greet' })).messages.length, 1);
    assert.deepEqual(
      (await client.listTools()).tools.map(({ name }) => name),
      ['add', 'fails'],
    );
    assert.deepEqual(await client.ping(), {});
  });
  test('leave the caller’s parameters as they are', async t => {
    const { client } = await open(t);
    const params = { name: 'add', arguments: { a: 1, b: 2 }, _meta: { own: 1 } };
    await client.callTool(params);
    assert.deepEqual(params, { name: 'add', arguments: { a: 1, b: 2 }, _meta: { own: 1 } });
  });
  test('give tools what the caller sent beside their arguments', async t => {
    const seen = [];
    const { client } = await open(t, server =>
      server.registerTool('meta', {}, extra => {
        seen.push(extra._meta?.own, extra.signal instanceof AbortSignal, typeof extra.requestId);
        return { content: [] };
      }),
    );
    await client.callTool({ name: 'meta', _meta: { own: 1 } });
    assert.deepEqual(seen, [1, true, 'number']);
  });
  test('are aborted by their caller', async t => {
    const seen = [];
    const { client } = await open(t, server =>
      server.registerTool(
        'waits',
        {},
        ({ signal }) =>
          new Promise(resolve =>
            signal.addEventListener('abort', () => {
              seen.push('aborted');
              resolve({ content: [] });
            }),
          ),
      ),
    );
    const controller = new AbortController();
    const called = client.callTool({ name: 'waits' }, undefined, { signal: controller.signal });
    setTimeout(() => controller.abort('mine'), 20);
    await assert.rejects(called, given => String(given).includes('mine'));
    await new Promise(setImmediate);
    assert.deepEqual(seen, ['aborted']);
  });
  test('time out', async t => {
    const { client } = await open(t, server => server.registerTool('never', {}, () => new Promise(() => {})));
    await assert.rejects(client.callTool({ name: 'never' }, undefined, { timeout: 20 }), { code: -32001 });
  });
  test('progress comes to the caller', async t => {
    const { client } = await open(t, server =>
      server.registerTool('steps', {}, async ({ sendNotification, _meta }) => {
        const { progressToken } = _meta;
        await sendNotification({ method: 'notifications/progress', params: { progressToken, progress: 1 } });
        return { content: [] };
      }),
    );
    const seen = [];
    await client.callTool({ name: 'steps' }, undefined, {
      onprogress: ({ progress }) => seen.push(progress),
    });
    assert.deepEqual(seen, [1]);
  });
});

describe('errors', () => {
  test('of tools are results', async t => {
    const { client } = await open(t);
    const { isError, content } = await client.callTool({ name: 'fails' });
    assert.deepEqual([isError, content[0].text], [true, 'mine']);
  });
  test('of the protocol are rejections', async t => {
    const { client } = await open(t);
    const given = await client.readResource({ uri: 'note://missing' }).catch(failed => failed);
    assert.equal(given instanceof McpError, true);
    assert.equal(given.code, -32602);
  });
  test('of handlers keep their code and data', async t => {
    const server = new Server({ name: 's', version: '1' }, { capabilities: { tools: {} } });
    server.setRequestHandler(CallToolRequestSchema, () => {
      throw new McpError(-32050, 'own', { a: 1 });
    });
    const [one, other] = InMemoryTransport.createLinkedPair();
    const client = new Client({ name: 'c', version: '1' });
    await Promise.all([server.connect(other), client.connect(one)]);
    t.after(() => client.close());
    await assert.rejects(client.callTool({ name: 'x' }), { code: -32050, data: { a: 1 } });
  });
  test('of a closed connection', async t => {
    const { client } = await open(t, server => server.registerTool('never', {}, () => new Promise(() => {})));
    const called = client.callTool({ name: 'never' });
    await client.close();
    await assert.rejects(called, { code: -32000 });
    await assert.rejects(client.ping(), Error);
  });
  for (const bad of [undefined, null, {}])
    test(`callTool(${JSON.stringify(bad)})`, async t => {
      const { client } = await open(t);
      await assert.rejects(async () => client.callTool(bad), Error);
    });
});

test('transports keep their handlers, and see frozen messages as they came', async t => {
  const { client, transport, sent } = await open(t);
  assert.deepEqual(
    ['onmessage', 'onclose', 'onerror'].map(name => typeof transport[name]),
    ['function', 'function', 'function'],
  );
  assert.equal(client.transport, transport);
  await client.ping();
  assert.deepEqual(Object.keys(sent.at(-1)).sort(), ['id', 'jsonrpc', 'method']);
});
