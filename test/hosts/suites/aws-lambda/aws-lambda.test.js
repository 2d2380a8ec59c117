'use strict';
const assert = require('node:assert/strict');
const { spawnSync } = require('node:child_process');
const path = require('node:path');
const { describe, test } = require('node:test');

/*
 * A runtime's loop in a process for each handler: it takes the handler from its module as Lambda's runtimes do, by `require` and
 * by `import`, calls it with event, context and callback, and prints the result.
 */
const RUNTIME = `
  const { PassThrough } = require('node:stream');
  const path = require('node:path');
  const [file, ...keys] = process.env._HANDLER.split('.');
  const place = path.join(process.env.LAMBDA_TASK_ROOT, file + '.js');
  const said = value => value instanceof Error ? { error: value.message } : value;
  const show = (kind, value) => console.log(JSON.stringify([kind, said(value) ?? null]));
  process.on('uncaughtException', error => { show('uncaught', error); process.exit(7); });
  (async () => {
    const module = process.env.WAY === 'import' ? await import(place) : require(place);
    const holder = keys.slice(0, -1).reduce((at, key) => at[key], module[keys[0]] === undefined ? module.default : module);
    const handler = holder[keys.at(-1)];
    const event = JSON.parse(process.env.EVENT ?? '{}');
    if (process.env.LOOKS) {
      const { name, length } = handler;
      const { value, get, ...attributes } = Object.getOwnPropertyDescriptor(holder, keys.at(-1));
      const symbols = Object.getOwnPropertySymbols(handler).map(String);
      show('looks', [Object.keys(module).sort(), name, length, handler.constructor.name, symbols, attributes]);
      return;
    }
    const context = { awsRequestId: 'one', functionName: 'orders', getRemainingTimeInMillis: () => 5000 };
    if (process.env.STREAM) {
      const stream = new PassThrough().setEncoding('utf8');
      let text = '';
      stream.on('data', part => { text += part; }).on('end', () => show('streamed', text));
      show('returned', await handler(event, stream, context));
      return;
    }
    const callback = process.env.CALLBACK && ((error, result) => show(error ? 'failed' : 'called back', error ?? result));
    if (callback) {
      context.succeed = result => callback(null, result);
      context.fail = error => callback(error);
      context.done = callback;
    }
    try {
      const given = callback ? handler(event, context, callback) : handler(event, context);
      if (callback && typeof given?.then !== 'function') return;
      const result = await given;
      show('returned', process.env.SAME ? [result[0] === event, result[1] === context] : result);
    } catch (error) {
      show('failed', error);
      console.log(error === module.error || error === null);
    }
  })();
`;

function run(handler, env = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['-e', RUNTIME], {
    cwd: __dirname,
    encoding: 'utf8',
    timeout: 20_000,
    env: {
      ...process.env,
      AWS_LAMBDA_RUNTIME_API: '127.0.0.1:1',
      AWS_LAMBDA_FUNCTION_NAME: 'orders',
      LAMBDA_TASK_ROOT: __dirname,
      _HANDLER: `functions.${handler}`,
      ...env,
    },
  });
  assert.equal(status === 0 || status === 7, true, stderr);
  return stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
}

for (const WAY of ['require', 'import'])
  describe(`handlers by ${WAY}`, () => {
    for (const [handler, ...expected] of [
      ['event', ['returned', { args: 2, event: { a: 1 } }]],
      ['plain', ['returned', 'plain']],
      ['fails', ['failed', { error: 'mine' }], true],
      ['throws', ['failed', { error: 'mine' }], true],
      ['throwsNull', ['failed', null], true],
      ['thenable', ['returned', 'thenable']],
      ['own.handle', ['returned', false]],
      ['nested.deep.handler', ['returned', 'nested']],
      ['fixed', ['returned', 'fixed']],
    ])
      test(handler, () => {
        assert.deepEqual(run(handler, { WAY, EVENT: '{"a":1}' }), expected);
      });
    test('are given the event and the context themselves', () => {
      assert.deepEqual(run('named', { WAY, SAME: '1' }), [['returned', [true, true]]]);
    });
    test('stream', () => {
      const lines = run('streaming', { WAY, STREAM: '1' });
      assert.deepEqual(lines.map(([kind]) => kind).sort(), ['returned', 'streamed']);
      assert.deepEqual(lines.find(([kind]) => kind === 'streamed')[1], 'one two');
    });
    test('call back', () => {
      assert.deepEqual(run('calledBack', { WAY, CALLBACK: '1' }), [['called back', 'called back']]);
      assert.deepEqual(run('calledBack', { WAY, CALLBACK: '1', EVENT: '{"fail":1}' }), [
        ['failed', { error: 'mine' }],
      ]);
    });
    test('answer by the context', () => {
      assert.deepEqual(run('byContext', { WAY, CALLBACK: '1' }), [['called back', 'by context']]);
      assert.deepEqual(run('byContext', { WAY, CALLBACK: '1', EVENT: '{"fail":1}' }), [
        ['failed', { error: 'mine' }],
      ]);
    });
    test('that are none are refused by the runtime', () => {
      assert.equal(run('notAFunction', { WAY })[0][0], 'failed');
    });
    for (const handler of ['named', 'calledBack', 'streaming', 'own.handle', 'fixed'])
      test(`${handler} looks as it is written`, () => {
        const [, looks] = run(handler, { WAY, LOOKS: '1' })[0];
        const { [handler.split('.')[0]]: exported, ...others } = require(
          path.join(__dirname, 'functions.js'),
        );
        const own = handler === 'own.handle' ? exported.handle : exported;
        assert.deepEqual(looks.slice(1, 4), [own.name, own.length, own.constructor.name]);
        assert.deepEqual(
          looks[4].filter(symbol => !/streaming/.test(symbol)),
          [],
        );
        for (const name of Object.keys(others)) assert.ok(looks[0].includes(name), name);
      });
  });
