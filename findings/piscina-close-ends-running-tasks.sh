#!/usr/bin/env bash
# Piscina's `close`, which waits for tasks, ends them all as soon as the first is done.
#
# Versions: piscina 5.3.2, Node 20.
# Input:    a pool of three threads runs tasks of 100, 500 and 900 ms, one a thread, and is closed after all three have begun. The
#           same with one thread and the task of 900 ms.
# Seen:     after 100 ms the two threads that are still at work are terminated. Their tasks are rejected with "Terminating worker
#           thread", and `close` resolves. One thread alone finishes its task.
# Expected: the README promises that `close` `is fulfilled once all tasks that were started have completed`; it is `destroy` that
#           aborts them.
# Source:   `close` in dist/index.js counts the threads that have nothing to do, and ends when these are all of them. It adds its
#           listener once for the pool and once more for each thread, so that the first task to end is counted four times.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund piscina@5.3.2

cat >task.cjs <<'JS'
module.exports = async ({ begun, ms }) => {
  begun.postMessage(ms);
  await new Promise(resolve => setTimeout(resolve, ms));
  return 'done';
};
JS
cat >program.cjs <<'JS'
const { once } = require('node:events');
const { MessageChannel } = require('node:worker_threads');
const { Piscina } = require('piscina');

(async () => {
  for (const tasks of [[900], [100, 500, 900]]) {
    const pool = new Piscina({ filename: require.resolve('./task.cjs'), minThreads: tasks.length, maxThreads: tasks.length });
    const begun = [];
    const outcomes = tasks.map(async ms => {
      const { port1, port2 } = new MessageChannel();
      begun.push(once(port1, 'message'));
      const outcome = await pool.run({ begun: port2, ms }, { transferList: [port2] }).catch(error => error.message);
      port1.close();
      return `${ms} ms: ${outcome}`;
    });
    await Promise.all(begun);
    await pool.close();
    console.log(`threads: ${tasks.length}`);
    for (const outcome of await Promise.all(outcomes)) console.log(outcome);
  }
})();
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
threads: 1
900 ms: done
threads: 3
100 ms: done
500 ms: Terminating worker thread
900 ms: Terminating worker thread
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
