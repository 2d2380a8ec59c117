'use strict';
const assert = require('node:assert/strict');
const { after, describe, test } = require('node:test');
const { DelayedError, FlowProducer, Job, Queue, QueueEvents, UnrecoverableError, Worker } = require('bullmq');
const { heard } = require('../called');
const { testLooks } = require('../looks');

const { hostname: host, port } = new URL(process.env.TEST_REDIS_URL);
const settings = {
  connection: { host, port: Number(port), maxRetriesPerRequest: null },
  prefix: `suite-${process.pid}`,
};
const opened = [];
const keep = thing => {
  opened.push(thing);
  return thing;
};
after(async () => {
  for (const thing of opened.reverse()) await thing.close();
});

testLooks('bullmq');

let count = 0;
/** A queue with a worker, and the end of a job. */
async function open(work, options) {
  const name = `q${count++}`;
  const queue = keep(new Queue(name, settings));
  const events = keep(new QueueEvents(name, settings));
  const worker = keep(new Worker(name, work, { ...settings, ...options }));
  worker.on('error', () => {});
  await Promise.all([events.waitUntilReady(), worker.waitUntilReady()]);
  return { queue, events, worker, done: job => job.waitUntilFinished(events) };
}

describe('jobs', () => {
  test('give what the processor gives, which has its arguments', async () => {
    const seen = [];
    const { queue, worker, done } = await open(async (...args) => {
      const [job, token] = args;
      seen.push(job instanceof Job, job.name, job.data, typeof token);
      return { a: 1 };
    });
    const given = Object.freeze({ b: Object.freeze([1]) });
    const options = Object.freeze({ attempts: 1 });
    assert.deepEqual(await done(await queue.add('one', given, options)), { a: 1 });
    assert.deepEqual(seen, [true, 'one', { b: [1] }, 'string']);
    assert.deepEqual(worker.listenerCount('completed'), 0);
  });
  test('keep their data and options as the app gave them', async () => {
    const { queue, done } = await open(async job => [job.opts.priority, job.name]);
    const options = { priority: 2 };
    const job = await queue.add('one', null, options);
    assert.deepEqual(options, { priority: 2 });
    assert.deepEqual([await done(job), job.data], [[2, 'one'], null]);
    assert.deepEqual((await Job.fromId(queue, job.id)).returnvalue, [2, 'one']);
  });
  test('fail with the error of the processor', async () => {
    const error = Object.freeze(new Error('mine'));
    const { queue, worker, done } = await open(async () => {
      throw error;
    });
    const failed = heard(worker, 'failed');
    const job = await queue.add('one', {});
    await assert.rejects(done(job), { message: 'mine' });
    const [, given] = await failed;
    assert.equal(given, error);
  });
  test('are tried again, or not', async () => {
    let tries = 0;
    const { queue, done } = await open(async job => {
      tries += 1;
      if (job.name === 'never') throw new UnrecoverableError('no');
      if (tries < 2) throw new Error('again');
      return tries;
    });
    assert.equal(await done(await queue.add('again', {}, { attempts: 3 })), 2);
    await assert.rejects(done(await queue.add('never', {}, { attempts: 3 })), { message: 'no' });
  });
  test('are put off by their processor', async () => {
    let tries = 0;
    const { queue, done } = await open(async (job, token) => {
      if (++tries > 1) return tries;
      await job.moveToDelayed(Date.now() + 20, token);
      throw new DelayedError();
    });
    assert.equal(await done(await queue.add('later', {})), 2);
  });
  test('many at once, and flows', async () => {
    const { queue, done } = await open(async job => job.name);
    const jobs = await queue.addBulk(
      Object.freeze([
        { name: 'a', data: 1 },
        { name: 'b', data: 2 },
      ]),
    );
    assert.deepEqual(await Promise.all(jobs.map(done)), ['a', 'b']);
    const flows = keep(new FlowProducer(settings));
    const { job, children } = await flows.add({
      name: 'parent',
      queueName: queue.name,
      children: [{ name: 'child', queueName: queue.name }],
    });
    assert.deepEqual([await done(job), children.length], ['parent', 1]);
    assert.deepEqual(Object.values(await job.getChildrenValues()), ['child']);
  });
  test('come without their function', async () => {
    const { queue, worker } = await open(undefined, { autorun: false });
    const job = await queue.add('by hand', { a: 1 });
    const taken = await worker.getNextJob('token');
    assert.deepEqual([taken.id, taken.data], [job.id, { a: 1 }]);
    await taken.moveToCompleted('done', 'token', false);
    assert.equal(await job.getState(), 'completed');
  });
  for (const bad of [undefined, Symbol('x'), 1n])
    test(`refuse the data ${String(bad)} as ever`, async () => {
      const { queue } = await open(async () => {});
      const outcome = await (async () => queue.add('one', bad))().catch(error => error);
      assert.equal(outcome instanceof TypeError, typeof bad === 'bigint');
    });
});

test('classes of the app’s own, and telemetry of its own', async () => {
  const seen = [];
  class Mine extends Queue {
    async add(...args) {
      seen.push(args.length);
      return super.add(...args);
    }
  }
  const queue = keep(new Mine('own', settings));
  const job = await queue.add('one', {});
  assert.deepEqual([seen, job.constructor.name, queue.opts.telemetry], [[2], 'Job', undefined]);
});
