#!/usr/bin/env bash
# A store that an `--import` preload enters is gone before the program's first line, on Node 24 and later.
#
# Versions: Node 24.21.0 and 26.10.0.
# Input:    a preload that calls `enterWith` of an AsyncLocalStorage, given by `--require` and by `--import`; a program that
#           prints the store.
# Seen:     by `--require` the program has the store, by `--import` it has none. With `--no-async-context-frame`, which is how
#           Node 20 and 22 work, it has the store either way.
# Expected: both kinds of preload run in the context in which the program then starts.
# Source:   from Node 24 on a store belongs to a frame that V8 hands on with each promise (AsyncContextFrame), and the program
#           does not start in the frame that the preload's evaluation leaves behind.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node24@npm:node@24.21.0 node26@npm:node@26.10.0

cat >preload.cjs <<'JS'
const { AsyncLocalStorage } = require('node:async_hooks');
globalThis.storage = new AsyncLocalStorage();
globalThis.storage.enterWith('the store');
JS
echo "import './preload.cjs';" >preload.mjs
echo "console.log(globalThis.storage.getStore() ?? 'none');" >program.cjs
run() {
  local by_require by_import
  by_require=$("$@" --require ./preload.cjs program.cjs)
  by_import=$("$@" --import ./preload.mjs program.cjs)
  echo "$by_require by --require, $by_import by --import"
}
for version in 24 26; do
  node=node_modules/node$version/bin/node
  echo "$version: $(run "$node")"
  echo "$version, --no-async-context-frame: $(run "$node" --no-async-context-frame)"
done | tee seen.txt
cat >stated.txt <<'TXT'
24: the store by --require, none by --import
24, --no-async-context-frame: the store by --require, the store by --import
26: the store by --require, none by --import
26, --no-async-context-frame: the store by --require, the store by --import
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
