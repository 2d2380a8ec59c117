'use strict';
const assert = require('node:assert/strict');
const dns = require('node:dns');
const fs = require('node:fs');
const net = require('node:net');
const os = require('node:os');
const path = require('node:path');
const { AsyncLocalStorage } = require('node:async_hooks');
const { describe, test } = require('node:test');
const { promisify } = require('node:util');
const { called, ends, heard } = require('../called');
const { testLooks } = require('../looks');

testLooks('net', 'dns', 'dns/promises', 'fs', 'fs/promises');

describe('net', () => {
  const listen = async t => {
    const server = net.createServer(socket => socket.end('hey'));
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    t.after(() => server.close());
    return server.address().port;
  };
  test('sockets have the listeners that the app added', async t => {
    const socket = net.connect(await listen(t), '127.0.0.1');
    const counts = ['error', 'connect', 'close'].map(event => socket.listenerCount(event));
    assert.deepEqual(counts, [0, 0, 0]);
    assert.equal(Object.keys(socket).includes('emit'), false);
    const [chunk] = await heard(socket, 'data');
    assert.equal(String(chunk), 'hey');
  });
  test('an error that nobody listens to ends the process', () => {
    const { status, stderr } = ends(__dirname, `require('net').connect(1, '127.0.0.1')`);
    assert.equal(status, 1);
    assert.match(stderr, /ECONNREFUSED/);
  });
  test('an error is heard of, once', async () => {
    const socket = net.connect(1, '127.0.0.1');
    const errors = [];
    socket.on('error', error => errors.push(error.code));
    await heard(socket, 'close').catch(() => {});
    assert.deepEqual(errors, ['ECONNREFUSED']);
  });
  test('many listeners of the app are no leak', async t => {
    const warned = [];
    const onWarning = ({ name }) => warned.push(name);
    process.on('warning', onWarning);
    t.after(() => process.off('warning', onWarning));
    const socket = net.connect(await listen(t), '127.0.0.1');
    for (let i = 0; i < 8; i++) socket.on('close', () => {});
    socket.resume();
    await heard(socket, 'close');
    await new Promise(setImmediate);
    assert.deepEqual(warned, []);
  });
  for (const args of [[undefined], [null], [{}], ['x', 1], [{ port: 'x' }], [-1]])
    test(`connect(${JSON.stringify(args).slice(1, -1)}) throws what Node throws`, async () => {
      try {
        net.connect(...args).on('error', () => {});
      } catch (error) {
        assert.match(error.code, /^ERR_/);
      }
    });
});

describe('dns', () => {
  test('lookup by callback', async () => {
    assert.deepEqual((await called(done => dns.lookup('127.0.0.1', done))).slice(1), ['127.0.0.1', 4]);
    const [, all] = await called(done => dns.lookup('127.0.0.1', { all: true }, done));
    assert.deepEqual(all, [{ address: '127.0.0.1', family: 4 }]);
    assert.equal(await called(done => dns.lookup('127.0.0.1', 4, done)).then(([error]) => error), null);
  });
  test('lookup by promise', async () => {
    assert.deepEqual({ ...(await dns.promises.lookup('127.0.0.1')) }, { address: '127.0.0.1', family: 4 });
    assert.deepEqual({ ...(await promisify(dns.lookup)('127.0.0.1')) }, { address: '127.0.0.1', family: 4 });
  });
  test('a rejection that nobody handles ends the process', () => {
    const script = `require('dns').promises.lookup('no.such.host.invalid')`;
    assert.equal(ends(__dirname, script).status, 1);
  });
  for (const args of [[], [1], [{}], ['x', 'y']])
    test(`lookup of ${args.length} wrong arguments: ${JSON.stringify(args)}`, () => {
      assert.throws(() => dns.lookup(...args), { code: /^ERR_INVALID/ });
    });
});

describe('fs', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hosts-fs-'));
  test.after?.(() => fs.rmSync(folder, { recursive: true, force: true }));
  const file = path.join(folder, 'a.txt');
  test('synchronously, by callback, by promise', async () => {
    fs.writeFileSync(file, 'x');
    assert.equal(fs.readFileSync(file, 'utf8'), 'x');
    assert.deepEqual(await called(done => fs.readFile(file, 'utf8', done)), [null, 'x']);
    assert.equal(await fs.promises.readFile(file, 'utf8'), 'x');
    assert.equal(await promisify(fs.readFile)(file, 'utf8'), 'x');
  });
  test('exists', async () => {
    assert.deepEqual(await called(done => fs.exists(file, done)), [true]);
    assert.equal(await promisify(fs.exists)(file), true);
    assert.equal(fs.existsSync(file), true);
  });
  test('realpath and its native', async () => {
    assert.equal(typeof fs.realpath.native, 'function');
    assert.equal(typeof fs.realpathSync.native, 'function');
    assert.equal(fs.realpathSync(file), fs.realpathSync.native(file));
  });
  test('errors', async () => {
    assert.throws(() => fs.readFileSync(`${file}x`), { code: 'ENOENT' });
    assert.equal((await called(done => fs.readFile(`${file}x`, done)))[0].code, 'ENOENT');
    await assert.rejects(fs.promises.readFile(`${file}x`), { code: 'ENOENT' });
    assert.throws(() => fs.readFile(file), { code: 'ERR_INVALID_ARG_TYPE' });
    assert.throws(() => fs.readFileSync(undefined), { code: 'ERR_INVALID_ARG_TYPE' });
  });
  test('a rejection that nobody handles ends the process', () => {
    assert.equal(ends(__dirname, `require('fs/promises').readFile('/no/such/file')`).status, 1);
  });
  test('functions may be called without fs', () => {
    const { statSync } = fs;
    assert.equal(statSync(file).size, 1);
  });
  test('the state of an AsyncLocalStorage is kept', async () => {
    const storage = new AsyncLocalStorage();
    const [state] = await storage.run('mine', () =>
      called(done => fs.stat(file, () => done(storage.getStore()))),
    );
    assert.equal(state, 'mine');
  });
});
