'use strict';
const assert = require('node:assert/strict');
const http = require('node:http');
const { describe, test } = require('node:test');
const { inspect } = require('node:util');
const { S3Client, GetObjectCommand, ListBucketsCommand, S3 } = require('@aws-sdk/client-s3');
const {
  SQSClient,
  SendMessageCommand,
  SendMessageBatchCommand,
  ReceiveMessageCommand,
} = require('@aws-sdk/client-sqs');
const { ends } = require('../called');

/** A client of an endpoint that answers with this body, and what it was sent. */
async function connect(t, Client, { status = 200, body = '{}', ...options } = {}) {
  const requests = [];
  const server = http.createServer(async (request, response) => {
    const parts = [];
    for await (const part of request) parts.push(part);
    requests.push(Buffer.concat(parts).toString());
    response.writeHead(status, { 'x-amzn-requestid': 'r' }).end(body);
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const client = new Client({
    endpoint: `http://127.0.0.1:${server.address().port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 's' },
    forcePathStyle: true,
    md5: false,
    maxAttempts: 1,
    ...options,
  });
  t.after(() => {
    client.destroy();
    server.closeAllConnections();
    server.close();
  });
  return { client, requests };
}

const QueueUrl = 'http://127.0.0.1/1/queue';
const SENT = '{"MessageId":"m"}';

describe('commands', () => {
  test('are sent by promise and by callback', async t => {
    const { client } = await connect(t, SQSClient, { body: SENT });
    const input = { QueueUrl, MessageBody: 'x' };
    assert.equal((await client.send(new SendMessageCommand(input))).MessageId, 'm');
    const [error, data] = await new Promise(resolve =>
      client.send(new SendMessageCommand(input), (...args) => resolve(args)),
    );
    assert.deepEqual([error, data.MessageId, data.$metadata.requestId], [null, 'm', 'r']);
  });
  test('and their input stay as they are', async t => {
    const { client, requests } = await connect(t, SQSClient, { body: SENT });
    const input = {
      QueueUrl,
      MessageBody: 'x',
      MessageAttributes: { own: { DataType: 'String', StringValue: '1' } },
    };
    const entries = { QueueUrl, Entries: [{ Id: '1', MessageBody: 'x' }] };
    const receive = { QueueUrl };
    const before = structuredClone([input, entries, receive]);
    const command = new SendMessageCommand(input);
    const keys = Reflect.ownKeys(command);
    await client.send(command);
    await client.send(new SendMessageBatchCommand(entries)).catch(() => {});
    await client.send(new ReceiveMessageCommand(receive));
    assert.deepEqual([input, entries, receive], before);
    assert.deepEqual([Reflect.ownKeys(command), command.input], [keys, input]);
    assert.doesNotMatch(inspect(command), /opentelemetry/);
    assert.match(requests[0], /"own"/);
  });
  test('may have input that is frozen', async t => {
    const { client } = await connect(t, SQSClient, { body: SENT });
    const MessageAttributes = Object.freeze({});
    const input = Object.freeze({ QueueUrl, MessageBody: 'x', MessageAttributes });
    assert.equal((await client.send(new SendMessageCommand(input))).MessageId, 'm');
    const Entries = Object.freeze([Object.freeze({ Id: '1', MessageBody: 'x' })]);
    await client.send(new SendMessageBatchCommand(Object.freeze({ QueueUrl, Entries })));
  });
  for (const input of [
    {},
    { QueueUrl: 1, MessageBody: 'x' },
    { QueueUrl, MessageAttributes: 1 },
    { QueueUrl, MessageBody: null },
  ])
    test(`with ${JSON.stringify(input)} come to an end`, async t => {
      const { client } = await connect(t, SQSClient, { body: SENT });
      const outcome = await client.send(new SendMessageCommand(input)).catch(error => error);
      assert.ok(outcome instanceof Error || outcome.MessageId === 'm');
    });
  test('may be sent by several clients, many times', async t => {
    const command = new SendMessageCommand({ QueueUrl, MessageBody: 'x' });
    for (let i = 0; i < 2; i++) {
      const { client } = await connect(t, SQSClient, { body: SENT });
      for (let n = 0; n < 2; n++) assert.equal((await client.send(command)).MessageId, 'm');
    }
  });
  for (const bad of [undefined, null, {}])
    test(`${JSON.stringify(bad)} is refused`, async t => {
      const { client } = await connect(t, SQSClient);
      await assert.rejects(async () => await client.send(bad), TypeError);
    });
});

describe('clients', () => {
  test('have their middleware', async t => {
    const { client } = await connect(t, S3Client, { body: '<ListAllMyBucketsResult/>' });
    const order = [];
    client.middlewareStack.add(next => args => next(args, order.push('own')), {
      step: 'initialize',
      name: 'own',
    });
    assert.ok(client.middlewareStack.identify().some(name => name.startsWith('own')));
    await client.send(new ListBucketsCommand({}));
    assert.deepEqual([order, client.middlewareStack.remove('own')], [['own'], true]);
    const copy = client.middlewareStack.clone();
    assert.equal(typeof copy.concat(client.middlewareStack).resolve, 'function');
  });
  test('have methods for commands', async t => {
    const { client } = await connect(t, S3, { body: '<ListAllMyBucketsResult/>' });
    assert.equal((await client.listBuckets({})).$metadata.httpStatusCode, 200);
  });
  test('give bodies to read', async t => {
    const { client } = await connect(t, S3Client, { body: 'text' });
    const { Body } = await client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
    assert.equal(await Body.transformToString(), 'text');
  });
  test('whose region is not known say so', async t => {
    const { client } = await connect(t, S3Client, {
      region: async () => {
        throw new Error('no region');
      },
    });
    await assert.rejects(client.send(new ListBucketsCommand({})), { message: 'no region' });
  });
});

describe('errors', () => {
  test('are what the service says', async t => {
    const { client } = await connect(t, S3Client, {
      status: 404,
      body: '<Error><Code>NoSuchKey</Code></Error>',
    });
    await assert.rejects(client.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' })), { name: 'NoSuchKey' });
  });
  test('of arguments', async t => {
    const { client } = await connect(t, S3Client);
    await assert.rejects(client.send(new GetObjectCommand({})), /No value provided|Empty value/);
  });
  test('of middleware, whatever it throws', async t => {
    const { client } = await connect(t, S3Client);
    client.middlewareStack.add(
      () => async () => {
        throw null;
      },
      { step: 'initialize' },
    );
    const [{ reason }] = await Promise.allSettled([client.send(new ListBucketsCommand({}))]);
    assert.equal(reason.name, 'TypeError');
  });
  test('that nobody handles end the process', () => {
    const script = `
      const { S3Client, ListBucketsCommand } = require('@aws-sdk/client-s3');
      new S3Client({ endpoint: 'http://127.0.0.1:1', region: 'x', credentials: { accessKeyId: 'a', secretAccessKey: 's' }, maxAttempts: 1 })
        .send(new ListBucketsCommand({}));
    `;
    assert.equal(ends(__dirname, script).status, 1);
  });
});
