'use strict';
const assert = require('node:assert/strict');
const { describe, test } = require('node:test');
const bunyan = require('bunyan');
const { testLooks } = require('../looks');

testLooks('bunyan');

/** A logger that writes to an array. */
function makeLogger(options) {
  const lines = [];
  const stream = { write: line => lines.push(JSON.parse(line)) };
  return { logger: bunyan.createLogger({ name: 'mine', stream, ...options }), lines, stream };
}

describe('the class', () => {
  test('is what makes loggers', () => {
    const { logger } = makeLogger();
    assert.deepEqual([bunyan.name, bunyan.length], ['Logger', 3]);
    assert.equal(logger instanceof bunyan, true);
    assert.equal(logger.constructor, bunyan);
    assert.equal(new bunyan({ name: 'x', streams: [] }) instanceof bunyan, true);
    assert.equal(bunyan({ name: 'x', streams: [] }) instanceof bunyan, true);
  });
  test('may be extended', () => {
    class Own extends bunyan {}
    const lines = [];
    const logger = new Own({
      name: 'own',
      streams: [{ type: 'raw', stream: { write: record => lines.push(record) } }],
    });
    logger.info('x');
    assert.deepEqual([logger instanceof Own, logger.constructor, lines.length], [true, Own, 1]);
  });
  for (const options of [undefined, null, 1, {}, { name: 'x', stream: {}, streams: [] }])
    test(`refuses ${JSON.stringify(options)} as it does`, () => {
      assert.throws(() => bunyan.createLogger(options), TypeError);
      assert.throws(() => new bunyan(options), TypeError);
    });
});

describe('loggers', () => {
  test('have the streams that they were made with', () => {
    const { logger, stream } = makeLogger();
    assert.deepEqual([logger.streams.length, logger.streams[0].stream], [1, stream]);
    assert.deepEqual(bunyan.createLogger({ name: 'x', streams: [] }).streams, []);
    logger.addStream({ stream, level: 'error' });
    assert.equal(logger.streams.length, 2);
    assert.deepEqual(logger.levels(), [30, 50]);
  });
  test('write their lines, once', () => {
    const { logger, lines } = makeLogger();
    logger.info({ a: 1 }, 'hello %s', 'you');
    assert.deepEqual([lines.length, lines[0].msg, lines[0].a, lines[0].level], [1, 'hello you', 1, 30]);
    assert.deepEqual(Object.keys(lines[0]), ['name', 'hostname', 'pid', 'level', 'a', 'msg', 'time', 'v']);
  });
  test('heed their level', () => {
    const { logger, lines } = makeLogger({ level: 'warn' });
    assert.equal(logger.info('no'), undefined);
    assert.deepEqual([logger.info(), logger.warn(), logger.level()], [false, true, 40]);
    logger.level('trace');
    logger.trace('yes');
    assert.deepEqual(
      lines.map(({ msg }) => msg),
      ['yes'],
    );
  });
  test('children', () => {
    const { logger, lines } = makeLogger();
    const child = logger.child({ request: 1 });
    child.info('x');
    assert.deepEqual([lines[0].request, child.streams.length, logger.streams.length], [1, 1, 1]);
  });
  test('serializers and errors', () => {
    const { logger, lines } = makeLogger({ serializers: { err: bunyan.stdSerializers.err } });
    logger.error(new Error('mine'));
    logger.error({ err: new TypeError('other') }, 'x');
    assert.deepEqual([lines[0].err.message, lines[1].err.name], ['mine', 'TypeError']);
  });
  test('a serializer that throws does not matter', () => {
    const { logger, lines } = makeLogger({
      serializers: {
        a: () => {
          throw new Error('mine');
        },
      },
    });
    logger.info({ a: 1 }, 'x');
    assert.equal(lines.length, 1);
  });
  test('raw streams get records', () => {
    const records = [];
    const logger = bunyan.createLogger({
      name: 'raw',
      streams: [{ type: 'raw', stream: { write: record => records.push(record) } }],
    });
    logger.info({ a: 1 }, 'x');
    assert.deepEqual([records[0].a, records[0].time instanceof Date], [1, true]);
  });
  test('ring buffers', () => {
    const ring = new bunyan.RingBuffer({ limit: 2 });
    const logger = bunyan.createLogger({ name: 'ring', streams: [{ type: 'raw', stream: ring }] });
    for (const n of [1, 2, 3]) logger.info(String(n));
    assert.deepEqual(
      ring.records.map(({ msg }) => msg),
      ['2', '3'],
    );
  });
  for (const value of [undefined, null, 0, true, Symbol('s')])
    test(`log ${String(value)}`, () => {
      const { logger, lines } = makeLogger();
      try {
        logger.info(value);
      } catch (error) {
        return assert.equal(error.name, 'TypeError');
      }
      assert.ok(lines.length <= 1);
    });
});
