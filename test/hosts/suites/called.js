'use strict';
const { spawnSync } = require('node:child_process');
const { once } = require('node:events');

const WITHIN_MS = 10_000;

/** The arguments with which a callback is called: `await called(done => client.get('key', done))`. */
exports.called = function called(run) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the callback has not been called')), WITHIN_MS);
    run((...args) => {
      clearTimeout(timer);
      resolve(args);
    });
  });
};

/** The arguments of an emitter's next event. */
exports.heard = function heard(emitter, event) {
  return once(emitter, event, { signal: AbortSignal.timeout(WITHIN_MS) });
};

/** Runs a script beside the test's file in a process of its own, and gives its end. */
exports.ends = function ends(folder, script) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['-e', script], {
    cwd: folder,
    encoding: 'utf8',
    timeout: WITHIN_MS,
  });
  return { status, signal, stdout, stderr };
};
