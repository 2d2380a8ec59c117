'use strict';
/* Starts worker threads in turn, each of which only passes a message back, and says what one of them costs. */
const { once } = require('node:events');
const { Worker } = require('node:worker_threads');
const { finish } = require('./finish.cjs');

const WORKERS = 20;
const SCRIPT = "require('node:worker_threads').parentPort.postMessage('done')";

async function run() {
  const worker = new Worker(SCRIPT, { eval: true });
  await once(worker, 'exit');
}

async function main() {
  await run(); // The first also makes the process ready for threads.
  const before = process.cpuUsage();
  for (let started = 0; started < WORKERS; started++) await run();
  const { user, system } = process.cpuUsage(before);
  finish({ workerCpuMs: (user + system) / 1000 / WORKERS });
}

main();
