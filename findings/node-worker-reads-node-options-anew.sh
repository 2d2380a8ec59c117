#!/usr/bin/env bash
# A worker thread that is given `execArgv: []` reads NODE_OPTIONS anew, and runs a preload that no other thread has.
#
# Versions: Node 24.21.0 and 26.10.0.
# Input:    a process is started with a preload in NODE_OPTIONS and then sets `process.env.NODE_OPTIONS` to another preload, as
#           programs do for the processes they start. It starts workers without options, with `execArgv: []`, with a copy of
#           `process.env` as `env`, and with `env: SHARE_ENV`.
# Seen:     the worker without options, and that with SHARE_ENV, run the first preload, as the process did. With
#           `execArgv: []`, or with the copy, a worker runs the second preload and not the first.
# Expected: an empty list of options adds none, and a copy of the environment is as good as the environment.
# Source:   a worker takes over the options that the process has parsed at its start, unless it gets options or an environment
#           of its own: then NODE_OPTIONS is parsed again, as it is at that moment (`Worker::New` in src/node_worker.cc).
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node24@npm:node@24.21.0 node26@npm:node@26.10.0

echo "globalThis.preload = 'first';" >first.cjs
echo "globalThis.preload = 'second';" >second.cjs
echo "require('node:worker_threads').parentPort.postMessage(globalThis.preload ?? 'none');" >worker.cjs
cat >program.cjs <<'JS'
const { once } = require('node:events');
const { SHARE_ENV, Worker } = require('node:worker_threads');
process.env.NODE_OPTIONS = '--require ./second.cjs';
const workers = { plain: {}, 'execArgv: []': { execArgv: [] }, copy: { env: { ...process.env } }, SHARE_ENV: { env: SHARE_ENV } };
(async () => {
  const seen = [];
  for (const [name, options] of Object.entries(workers)) {
    const [preload] = await once(new Worker('./worker.cjs', options), 'message');
    seen.push(`${name} ${preload}`);
  }
  console.log(seen.join(', '));
})();
JS
for version in 24 26; do
  echo "$version: $(NODE_OPTIONS='--require ./first.cjs' "node_modules/node$version/bin/node" program.cjs)"
done | tee seen.txt
cat >stated.txt <<'TXT'
24: plain first, execArgv: [] second, copy second, SHARE_ENV first
26: plain first, execArgv: [] second, copy second, SHARE_ENV first
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
