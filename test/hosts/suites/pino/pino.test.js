'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const pino = require('pino');
const { testLooks } = require('../looks');

testLooks('pino');

function makeLogger(options) {
  const lines = [];
  const stream = { write: line => lines.push(JSON.parse(line)) };
  return { logger: pino(options, stream), lines, stream };
}

describe('pino', () => {
  test('may be called with and without new', () => {
    const made = new pino({ level: 'silent' });
    assert.equal(typeof made.info, 'function');
    assert.equal(typeof pino({ level: 'silent' }).info, 'function');
    assert.deepEqual([pino.name, pino.length], ['pino', 0]);
  });
  test('names itself', () => {
    assert.deepEqual([pino.pino === pino, pino.default === pino], [true, true]);
    for (const name of ['destination', 'transport', 'multistream', 'levels', 'symbols', 'version'])
      assert.ok(name in pino);
  });
  test('keeps the stream that it was given', () => {
    const { logger, stream } = makeLogger();
    assert.equal(logger[pino.symbols.streamSym], stream);
    assert.equal(logger.child({ a: 1 })[pino.symbols.streamSym], stream);
  });
  test('writes lines, once', () => {
    const { logger, lines } = makeLogger();
    logger.info({ a: 1 }, 'hello %s', 'you');
    assert.deepEqual([lines.length, lines[0].msg, lines[0].a, lines[0].level], [1, 'hello you', 1, 30]);
  });
  test('mixin, formatters, serializers, redact', () => {
    const { logger, lines } = makeLogger({
      mixin: (context, level) => ({ mixed: [Object.keys(context).length, level].join() }),
      formatters: { level: label => ({ level: label }) },
      serializers: { a: value => `a${value}` },
      redact: ['secret'],
    });
    logger.info({ a: 1, secret: 's' }, 'x');
    assert.deepEqual(
      [lines[0].mixed, lines[0].level, lines[0].a, lines[0].secret],
      ['2,30', 'info', 'a1', '[Redacted]'],
    );
  });
  test('hooks', () => {
    const lines = [];
    const logger = pino(
      {
        hooks: {
          logMethod(args, method) {
            method.apply(this, [...args, 'hooked']);
          },
          streamWrite: line => line.replace('x', 'y'),
        },
      },
      { write: line => lines.push(JSON.parse(line)) },
    );
    logger.info('x %s');
    assert.equal(lines[0].msg, 'y hooked');
  });
  test('levels and children', () => {
    const { logger, lines } = makeLogger({ level: 'warn', customLevels: { loud: 35 } });
    logger.info('no');
    logger.child({ child: 1 }, { level: 'trace' }).trace('yes');
    assert.deepEqual([lines.length, lines[0].child, logger.isLevelEnabled('info')], [1, 1, false]);
    logger.level = 'silent';
    logger.fatal('no');
    assert.equal(lines.length, 1);
  });
  for (const options of [{ level: 'none' }, { mixin: 1 }])
    test(`refuses ${JSON.stringify(options)}`, () => {
      assert.throws(() => pino(options), Error);
    });
  test('a mixin that throws does so', () => {
    const { logger } = makeLogger({
      mixin: () => {
        throw new Error('mine');
      },
    });
    assert.throws(() => logger.info('x'), { message: 'mine' });
  });
});
