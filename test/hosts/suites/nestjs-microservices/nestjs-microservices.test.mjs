import 'reflect-metadata';
import assert from 'node:assert/strict';
import net from 'node:net';
import { describe, test } from 'node:test';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientProxyFactory,
  EventPattern,
  MessagePattern,
  RpcException,
  Transport,
} from '@nestjs/microservices';
import { lastValueFrom, of, throwError } from 'rxjs';

const error = new Error('mine');
let heard = () => {};

class Handlers {
  sum(data) {
    return { sum: data.reduce((a, b) => a + b, 0), own: this instanceof Handlers };
  }
  stream() {
    return of(1, 2, 3);
  }
  fails() {
    throw error;
  }
  failsLater() {
    return throwError(() => new RpcException('rpc'));
  }
  noted(data) {
    heard(data);
  }
}
const patterns = { sum: 'sum', stream: { cmd: 'stream' }, fails: 'fails', failsLater: 'failsLater' };
for (const [method, pattern] of Object.entries(patterns))
  MessagePattern(pattern)(
    Handlers.prototype,
    method,
    Object.getOwnPropertyDescriptor(Handlers.prototype, method),
  );
EventPattern('noted')(
  Handlers.prototype,
  'noted',
  Object.getOwnPropertyDescriptor(Handlers.prototype, 'noted'),
);
Controller()(Handlers);
class App {}
Module({ controllers: [Handlers] })(App);

async function freePort() {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise(resolve => server.once('listening', resolve));
  const { port } = server.address();
  await new Promise(resolve => server.close(resolve));
  return port;
}

async function open(t) {
  const options = { host: '127.0.0.1', port: await freePort() };
  const app = await NestFactory.createMicroservice(App, { transport: Transport.TCP, options, logger: false });
  await app.listen();
  const client = ClientProxyFactory.create({ transport: Transport.TCP, options });
  await client.connect();
  t.after(async () => {
    await client.close();
    await app.close();
  });
  return client;
}

describe('messages over TCP', () => {
  test('give what their handlers give', async t => {
    const client = await open(t);
    const given = Object.freeze([1, 2]);
    assert.deepEqual(await lastValueFrom(client.send('sum', given)), { sum: 3, own: true });
  });
  test('stream', async t => {
    const client = await open(t);
    const values = [];
    await client.send({ cmd: 'stream' }, {}).forEach(value => void values.push(value));
    assert.deepEqual(values, [1, 2, 3]);
  });
  test('are sent when somebody subscribes, each time', async t => {
    const answer = (await open(t)).send('sum', [1]);
    assert.deepEqual([(await lastValueFrom(answer)).sum, (await lastValueFrom(answer)).sum], [1, 1]);
  });
  test('events', async t => {
    const client = await open(t);
    const noted = new Promise(resolve => {
      heard = resolve;
    });
    await lastValueFrom(client.emit('noted', { a: 1 }), { defaultValue: undefined });
    assert.deepEqual(await noted, { a: 1 });
  });
  test('fail as ever', async t => {
    const client = await open(t);
    const failure = pattern => lastValueFrom(client.send(pattern, {})).catch(given => given);
    assert.deepEqual(await failure('fails'), { status: 'error', message: 'Internal server error' });
    assert.deepEqual(await failure('failsLater'), { status: 'error', message: 'rpc' });
    assert.match(String(await failure('missing')), /no matching message handler/);
  });
  for (const bad of [undefined, null])
    test(`refuse the pattern ${bad} as ever`, async t => {
      const client = await open(t);
      await assert.rejects(lastValueFrom(client.send(bad, {})));
      await assert.rejects(lastValueFrom(client.send('sum', bad)));
    });
});

test('handlers stay what they are', () => {
  assert.deepEqual([Handlers.prototype.sum.name, Handlers.prototype.sum.length], ['sum', 1]);
});
