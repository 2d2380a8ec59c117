'use strict';
const assert = require('node:assert/strict');
const { AsyncLocalStorage } = require('node:async_hooks');
const { describe, test } = require('node:test');
const grpc = require('@grpc/grpc-js');
const { called, ends, heard } = require('../called');
const { testLooks } = require('../looks');

testLooks('@grpc/grpc-js');

const bytes = { serialize: text => Buffer.from(text), deserialize: String };
const method = (name, requestStream, responseStream) => ({
  path: `/shop.Shop/${name}`,
  requestStream,
  responseStream,
  requestSerialize: bytes.serialize,
  requestDeserialize: bytes.deserialize,
  responseSerialize: bytes.serialize,
  responseDeserialize: bytes.deserialize,
  originalName: name[0].toLowerCase() + name.slice(1),
});
const service = {
  Unary: method('Unary', false, false),
  Collect: method('Collect', true, false),
  Spread: method('Spread', false, true),
  Chat: method('Chat', true, true),
};
const Client = grpc.makeGenericClientConstructor(service, 'shop.Shop');

const implementation = {
  greeting: 'hey',
  unary(call, done) {
    if (call.request === 'fail') return done({ code: grpc.status.NOT_FOUND, details: 'mine' });
    const trailer = new grpc.Metadata();
    trailer.set('own', 'trailer');
    done(null, `${this.greeting} ${call.request} ${call.metadata.get('own').join()}`, trailer);
  },
  collect(call, done) {
    const parts = [];
    call.on('data', part => parts.push(part));
    call.on('end', () => done(null, parts.join('')));
  },
  spread(call) {
    if (call.request === 'fail') return call.emit('error', { code: grpc.status.ABORTED, details: 'mine' });
    for (const part of call.request) call.write(part);
    call.end();
  },
  chat(call) {
    call.on('data', part => call.write(part.toUpperCase()));
    call.on('end', () => call.end());
  },
};

async function connect(t) {
  const server = new grpc.Server();
  server.addService(service, implementation);
  const credentials = grpc.ServerCredentials.createInsecure();
  const [, port] = await called(done => server.bindAsync('127.0.0.1:0', credentials, done));
  const client = new Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  t.after(() => {
    client.close();
    server.forceShutdown();
  });
  return client;
}

describe('clients', () => {
  test('have the names, options and prototypes that they are made with', () => {
    assert.deepEqual([Client.serviceName, Client.service], ['shop.Shop', service]);
    assert.equal(Client.prototype.unary.path, '/shop.Shop/Unary');
    assert.equal(Object.getPrototypeOf(Client), grpc.Client);
  });
  test('of one message', async t => {
    const client = await connect(t);
    const metadata = new grpc.Metadata();
    metadata.set('own', '1');
    assert.deepEqual(await called(done => client.unary('you', metadata, done)), [null, 'hey you 1']);
    assert.deepEqual(metadata.getMap(), { own: '1' });
    assert.deepEqual(await called(done => client.Unary('you', done)), [null, 'hey you ']);
    assert.deepEqual(
      await called(done => client.unary('you', metadata, { deadline: Date.now() + 5000 }, done)),
      [null, 'hey you 1'],
    );
  });
  test('tell of metadata and status, with no listeners but those of the app', async t => {
    const client = await connect(t);
    const call = client.unary('you', () => {});
    assert.deepEqual(
      ['metadata', 'status', 'error'].map(event => call.listenerCount(event)),
      [0, 0, 0],
    );
    const [status] = await heard(call, 'status');
    assert.deepEqual([status.code, status.metadata.get('own')], [0, ['trailer']]);
  });
  test('of many messages', async t => {
    const client = await connect(t);
    const [error, text] = await called(done => {
      const call = client.collect(done);
      call.write('a');
      call.end('b');
    });
    assert.deepEqual([error, text], [null, 'ab']);
    const spread = client.spread('ab');
    const parts = [];
    for await (const part of spread) parts.push(part);
    assert.deepEqual(parts, ['a', 'b']);
    const chat = client.chat();
    const answer = heard(chat, 'data');
    chat.write('x');
    assert.deepEqual(await answer, ['X']);
    const ended = called(done => chat.on('end', done));
    chat.end();
    await ended;
  });
  test('by the methods that all clients have', async t => {
    const client = await connect(t);
    const { path } = service.Unary;
    const [error, text] = await called(done =>
      client.makeUnaryRequest(path, bytes.serialize, bytes.deserialize, 'you', done),
    );
    assert.deepEqual([error, text], [null, 'hey you ']);
  });
  test('cancel', async t => {
    const client = await connect(t);
    const call = client.chat();
    call.on('error', () => {});
    call.cancel();
    const [status] = await called(done => call.on('status', done));
    assert.equal(status.code, grpc.status.CANCELLED);
  });
});

describe('errors', () => {
  test('of one message', async t => {
    const [error] = await called(done => connect(t).then(client => client.unary('fail', done)));
    assert.deepEqual([error.code, error.details, error instanceof Error], [5, 'mine', true]);
  });
  test('of a stream', async t => {
    const call = (await connect(t)).spread('fail');
    call.resume();
    assert.equal((await heard(call, 'error'))[0].code, grpc.status.ABORTED);
  });
  test('of a stream that nobody listens to end the process', () => {
    const script = `
      const grpc = require('@grpc/grpc-js');
      const client = new grpc.Client('127.0.0.1:1', grpc.credentials.createInsecure());
      client.makeServerStreamRequest('/a/b', Buffer.from, String, 'x').resume();
    `;
    const { status, stderr } = ends(__dirname, script);
    assert.equal(status, 1);
    assert.match(stderr, /UNAVAILABLE/);
  });
  for (const args of [[], ['x'], ['x', 1], ['x', new grpc.Metadata()]])
    test(`${args.length} wrong arguments`, async t => {
      const client = await connect(t);
      assert.throws(() => client.unary(...args), /Incorrect arguments passed|callback/);
    });
  test('a method that the server does not have', async t => {
    const client = await connect(t);
    const [error] = await called(done =>
      client.makeUnaryRequest('/shop.Shop/None', Buffer.from, String, 'x', done),
    );
    assert.equal(error.code, grpc.status.UNIMPLEMENTED);
  });
});

describe('servers', () => {
  test('register once, and say whether', () => {
    const server = new grpc.Server();
    const register = () => server.register('/a/b', () => {}, bytes.serialize, bytes.deserialize, 'unary');
    assert.deepEqual([register(), register()], [true, false]);
  });
  test('refuse what is no service', () => {
    const server = new grpc.Server();
    for (const value of [undefined, null, 1]) assert.throws(() => server.addService(value, {}));
    assert.deepEqual(grpc.loadPackageDefinition({}), {});
  });
  test('interceptors', async t => {
    const client = await connect(t);
    const seen = [];
    const interceptor = (options, next) => {
      seen.push(options.method_definition.path);
      return new grpc.InterceptingCall(next(options));
    };
    await called(done => client.unary('x', { interceptors: [interceptor] }, done));
    assert.deepEqual(seen, ['/shop.Shop/Unary']);
  });
  test('the state of an AsyncLocalStorage is kept', async t => {
    const client = await connect(t);
    const storage = new AsyncLocalStorage();
    const [state] = await storage.run('mine', () =>
      called(done => client.unary('x', () => done(storage.getStore()))),
    );
    assert.equal(state, 'mine');
  });
});
