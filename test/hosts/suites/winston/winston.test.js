'use strict';
const assert = require('node:assert/strict');
const { Writable } = require('node:stream');
const { describe, test } = require('node:test');
const winston = require('winston');
const Transport = require('winston-transport');
const { called, ends, heard } = require('../called');
const { testLooks } = require('../looks');

const { createLogger, format, transports } = winston;

testLooks('winston', 'winston/lib/winston/logger');

/** A logger that writes to an array. */
function makeLogger(options) {
  const records = [];
  class Memory extends Transport {
    log(record, done) {
      records.push(record);
      done();
    }
  }
  const transport = new Memory();
  return { logger: createLogger({ transports: [transport], ...options }), records, transport };
}

describe('loggers', () => {
  test('H9: have the transports that they were made with', () => {
    const { logger, transport } = makeLogger();
    assert.deepEqual([logger.transports.length, logger.transports[0]], [1, transport]);
    assert.deepEqual([createLogger().transports, createLogger({}).transports], [[], []]);
  });
  test('H9: leave their options as they are', () => {
    const given = [new transports.Console({ silent: true })];
    const options = { transports: given };
    const logger = createLogger(options);
    assert.deepEqual([options.transports, given.length, logger.transports.length], [given, 1, 1]);
    logger.configure(options);
    assert.equal(logger.transports.length, 1);
  });
  test('H9: without transports say so', () => {
    const { stderr } = ends(__dirname, `require('winston').createLogger().info('x')`);
    assert.match(stderr, /Attempt to write logs with no transports/);
  });
  test('add, remove, clear, close', () => {
    const { logger, transport } = makeLogger();
    const other = new transports.Console({ silent: true });
    assert.equal(logger.add(other), logger);
    assert.equal(logger.transports.length, 2);
    assert.equal(logger.remove(transport), logger);
    assert.deepEqual(logger.transports, [other]);
    assert.equal(logger.clear(), logger);
    assert.deepEqual(logger.transports, []);
    assert.equal(logger.close(), logger);
  });
  test('give themselves, at each level', () => {
    const { logger, records } = makeLogger({ level: 'silly' });
    for (const level of Object.keys(winston.config.npm.levels)) assert.equal(logger[level]('x'), logger);
    assert.deepEqual(
      records.map(({ level }) => level),
      Object.keys(winston.config.npm.levels),
    );
  });
  test('heed their level', () => {
    const { logger, records } = makeLogger({ level: 'warn' });
    logger.info('no');
    logger.warn('yes');
    assert.deepEqual(
      records.map(({ message }) => message),
      ['yes'],
    );
    assert.deepEqual([logger.isLevelEnabled('info'), logger.isWarnEnabled()], [false, true]);
  });
  test('may be silent', () => {
    const { logger, records } = makeLogger({ silent: true });
    logger.error('no');
    assert.deepEqual(records, []);
  });
  test('have own levels', () => {
    const { logger, records } = makeLogger({ levels: { high: 0, low: 1 }, level: 'low' });
    logger.high('x');
    logger.low('y');
    assert.equal(records.length, 2);
  });
  test('children add to records, and their transports are those of the parent', () => {
    const { logger, records } = makeLogger();
    const child = logger.child({ request: 1 });
    child.info('x', { own: 2 });
    assert.deepEqual([records[0].request, records[0].own, child.transports.length], [1, 2, 1]);
  });
  test('profile and time', () => {
    const { logger, records } = makeLogger();
    const timer = logger.startTimer();
    assert.equal(timer.done({ message: 'done' }), true);
    logger.profile('p');
    logger.profile('p');
    assert.deepEqual(
      records.map(({ message, durationMs }) => [message, typeof durationMs]),
      [
        ['done', 'number'],
        ['p', 'number'],
      ],
    );
  });
});

describe('records', () => {
  const own = record => Reflect.ownKeys(record).map(String).sort();
  test('have the properties that winston gives them', () => {
    const { logger, records } = makeLogger();
    logger.info('x');
    logger.log({ level: 'info', message: 'y', a: 1 });
    logger.write({ level: 'info', message: 'z' });
    assert.deepEqual(records.map(own), [
      ['Symbol(level)', 'Symbol(message)', 'level', 'message'],
      ['Symbol(level)', 'Symbol(message)', 'a', 'level', 'message'],
      ['Symbol(level)', 'Symbol(message)', 'level', 'message'],
    ]);
  });
  test('splat', () => {
    const { logger, records } = makeLogger({ format: format.combine(format.splat(), format.simple()) });
    logger.info('user %s of %d', 'bob', 7, { a: 1 });
    assert.deepEqual([records[0].message, records[0].a], ['user bob of 7', 1]);
  });
  test('of errors', () => {
    const { logger, records } = makeLogger({ format: format.errors({ stack: true }) });
    logger.error(new Error('mine'));
    logger.error('context', new Error('mine'));
    assert.deepEqual([records[0].message, records[0].level], ['mine', 'error']);
    assert.match(records[1].stack, /^Error: mine/);
  });
  for (const message of [undefined, null, 0, true, { a: 1 }, ['a'], Symbol('s')])
    test(`of ${String(message)}`, () => {
      const { logger, records } = makeLogger();
      const logged = () => logger.info(message);
      try {
        logged();
      } catch (error) {
        assert.equal(error.name, 'TypeError');
        return;
      }
      assert.equal(records.length, 1);
    });
  test('dropped by a format', () => {
    const { logger, records } = makeLogger({ format: format(record => (record.secret ? false : record))() });
    logger.info('x', { secret: true });
    logger.info('y');
    assert.deepEqual(
      records.map(({ message }) => message),
      ['y'],
    );
  });
  test('a format that throws', () => {
    const { logger } = makeLogger({
      format: format(() => {
        throw new Error('mine');
      })(),
    });
    assert.throws(() => logger.info('x'), { message: 'mine' });
  });
  test('a primitive written is an error', () => {
    const { logger } = makeLogger();
    logger.on('error', () => {});
    assert.throws(() => logger.write('text'), TypeError);
  });
  test('getters are read as often', () => {
    let reads = 0;
    const { logger } = makeLogger();
    const meta = {
      get value() {
        reads += 1;
        return 1;
      },
    };
    logger.info('x', meta);
    assert.equal(reads, 1);
  });
});

describe('transports', () => {
  test('of streams and files', async () => {
    const lines = [];
    const stream = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const logger = createLogger({ transports: [new transports.Stream({ stream })], format: format.json() });
    logger.info('x');
    assert.deepEqual(
      lines.map(line => JSON.parse(line)),
      [{ level: 'info', message: 'x' }],
    );
  });
  test('have own formats and levels', () => {
    const { logger, transport, records } = makeLogger({ level: 'debug' });
    transport.level = 'error';
    transport.format = format.printf(({ message }) => `own ${message}`);
    logger.info('x');
    logger.error('y');
    assert.deepEqual(
      records.map(record => record[Symbol.for('message')]),
      ['own y'],
    );
  });
  test('finish when the logger ends', async () => {
    const { logger, records } = makeLogger();
    const finished = heard(logger, 'finish');
    logger.info('x');
    logger.end();
    await finished;
    assert.equal(records.length, 1);
  });
  test('that take their time hold records back, in order', async () => {
    const seen = [];
    class Slow extends Transport {
      log(record, done) {
        seen.push(record.message);
        setImmediate(done);
      }
    }
    const logger = createLogger({ transports: [new Slow()] });
    const messages = Array.from({ length: 50 }, (_, index) => String(index));
    for (const message of messages) logger.info(message);
    while (seen.length < messages.length) await new Promise(setImmediate);
    assert.deepEqual(seen, messages);
  });
  test('that fail are heard of by the logger', async () => {
    class Failing extends Transport {
      log(_record, _done) {
        this.emit('error', new Error('mine'));
      }
    }
    const logger = createLogger({ transports: [new Failing()] });
    const error = heard(logger, 'error');
    logger.info('x');
    assert.equal((await error)[0].message, 'mine');
  });
  test('query and stream', async () => {
    const { logger } = makeLogger();
    const [error] = await called(done => logger.query({}, done));
    assert.equal(error ?? null, null);
  });
});

test('exceptions of the process are handled where that is asked for', () => {
  const script = `
    const winston = require('winston');
    winston.createLogger({ transports: [new winston.transports.Console({ handleExceptions: true })], exitOnError: true });
    setTimeout(() => { throw new Error('mine') });
  `;
  const { status, stdout } = ends(__dirname, script);
  assert.equal(status, 1);
  assert.match(stdout, /uncaughtException: mine/);
});

test('the default logger', () => {
  assert.deepEqual(winston.transports.Console.name, 'Console');
  const { stderr } = ends(__dirname, `require('winston').info('x')`);
  assert.match(stderr, /Attempt to write logs with no transports/);
});
