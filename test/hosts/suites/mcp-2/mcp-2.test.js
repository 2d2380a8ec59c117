'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const { Client, InMemoryTransport, ProtocolError } = require('@modelcontextprotocol/client');
const { McpServer } = require('@modelcontextprotocol/server');
const { z } = require('zod');
const { testLooks } = require('../looks');

testLooks('@modelcontextprotocol/client', '@modelcontextprotocol/server');

const error = new Error('mine');

async function open(t, prepare = () => {}) {
  const server = new McpServer({ name: 's', version: '1' });
  const inputSchema = z.object({ a: z.number(), b: z.number() });
  server.registerTool('add', { inputSchema }, async ({ a, b }) => ({
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
  const client = new Client({ name: 'c', version: '1' });
  await Promise.all([server.connect(other), client.connect(one)]);
  t.after(() => client.close());
  return { client, server, transport: one };
}

describe('requests', () => {
  test('call tools, and give what these give', async t => {
    const { client } = await open(t);
    const given = Object.freeze({ name: 'add', arguments: Object.freeze({ a: 1, b: 2 }) });
    assert.deepEqual((await client.callTool(given)).content, [{ type: 'text', text: '3' }]);
  });
  test('read resources, get prompts, list, ping', async t => {
    const { client } = await open(t);
    assert.equal((await client.readResource({ uri: 'note://1' })).contents[0].text, 'n');
    assert.equal((await client.getPrompt({ name: 'greet' })).messages.length, 1);
    assert.deepEqual(
      (await client.listTools()).tools.map(({ name }) => name),
      ['add', 'fails'],
    );
    assert.equal(typeof (await client.ping()), 'object');
  });
  test('leave the caller’s parameters as they are', async t => {
    const { client } = await open(t);
    const params = { name: 'add', arguments: { a: 1, b: 2 }, _meta: { own: 1 } };
    await client.callTool(params);
    assert.deepEqual(params, { name: 'add', arguments: { a: 1, b: 2 }, _meta: { own: 1 } });
  });
  test('are aborted by their caller', async t => {
    const { client } = await open(t, server => server.registerTool('never', {}, () => new Promise(() => {})));
    const controller = new AbortController();
    const called = client.callTool({ name: 'never' }, { signal: controller.signal });
    setTimeout(() => controller.abort('mine'), 20);
    await assert.rejects(called, given => String(given).includes('mine'));
  });
  test('time out', async t => {
    const { client } = await open(t, server => server.registerTool('never', {}, () => new Promise(() => {})));
    await assert.rejects(client.callTool({ name: 'never' }, { timeout: 20 }), /timed out/i);
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
    assert.equal(given instanceof ProtocolError, true);
    assert.equal(typeof given.code, 'number');
  });
  test('of a closed connection', async t => {
    const { client } = await open(t, server => server.registerTool('never', {}, () => new Promise(() => {})));
    const called = client.callTool({ name: 'never' });
    await client.close();
    await assert.rejects(called, /closed|not connected/i);
    await assert.rejects(client.ping(), Error);
  });
  for (const bad of [undefined, null, {}])
    test(`callTool(${JSON.stringify(bad)})`, async t => {
      const { client } = await open(t);
      await assert.rejects(async () => client.callTool(bad), Error);
    });
});

test('transports keep their handlers', async t => {
  const { client, transport } = await open(t);
  const handlers = ['onmessage', 'onclose', 'onerror'].map(name => typeof transport[name]);
  assert.deepEqual(handlers, ['function', 'function', 'function']);
  assert.equal(client.transport, transport);
});
