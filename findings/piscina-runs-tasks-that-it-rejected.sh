#!/usr/bin/env bash
# Piscina rejects a task because no thread is free, and runs it later all the same.
#
# Versions: piscina 5.3.2, Node 20.
# Input:    a pool of one thread with `maxQueue: 0`: no task may wait. While a first payment is under way, a second one is
#           submitted. It is rejected, and its caller submits it again later.
# Seen:     the second payment is made as soon as the first is through, which its caller does not hear of, and then once more.
# Expected: a task that is rejected with "No task queue available and all Workers are busy" does not run; it may be tried again.
# Source:   `runTask` in dist/index.js offers the task to the threads. Nobody takes it, `_returnUndistributedTask` puts it into
#           the queue, and then the promise is rejected because there is to be no queue. The task stays in it.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund piscina@5.3.2

cat >task.cjs <<'JS'
const { parentPort } = require('node:worker_threads');
module.exports = async payment => {
  parentPort.postMessage(payment);
  await new Promise(resolve => setTimeout(resolve, 200));
};
JS
cat >program.cjs <<'JS'
const { setTimeout: delay } = require('node:timers/promises');
const { Piscina } = require('piscina');

(async () => {
  const pool = new Piscina({ filename: require.resolve('./task.cjs'), minThreads: 1, maxThreads: 1, maxQueue: 0 });
  const made = [];
  pool.on('message', payment => made.push(payment));
  const pay = payment => pool.run(payment).then(() => 'done', error => error.message);
  const first = pay('payment 1');
  console.log(`payment 2, while payment 1 is under way: ${await pay('payment 2')}`);
  console.log(`payment 1: ${await first}`);
  for (let waits = 0; waits < 100 && pool.completed < 2; waits += 1) await delay(20);
  console.log(`made: ${made.join(', ')}`);
  console.log(`payment 2, submitted again: ${await pay('payment 2')}`);
  console.log(`made: ${made.join(', ')}`);
  await pool.destroy();
})();
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
payment 2, while payment 1 is under way: No task queue available and all Workers are busy
payment 1: done
made: payment 1, payment 2
payment 2, submitted again: done
made: payment 1, payment 2, payment 2
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
