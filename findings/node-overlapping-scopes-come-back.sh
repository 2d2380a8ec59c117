#!/usr/bin/env bash
# Of two scopes of an AsyncLocalStorage that end in the order in which they began, the first stays in force for good.
#
# Versions: Node 24.21.0 and 26.10.0 (`withScope` is newer than Node 24.0).
# Input:    `const a = storage.withScope('a'); const b = storage.withScope('b');`, then `a` is disposed, then `b`, as two spans
#           that overlap without being nested do it.
# Seen:     after the first disposal there is no store although `b` is open. After both the store is 'a', in all that the
#           program does from then on. In the other order both steps give what one expects.
# Expected: no store once both scopes have ended.
# Source:   a scope remembers the store that it found, and sets it again when it is disposed
#           (lib/internal/async_local_storage/run_scope.js); it knows of no other scope.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node24@npm:node@24.21.0 node26@npm:node@26.10.0

cat >program.mjs <<'JS'
import { AsyncLocalStorage } from 'node:async_hooks';
const storeAfter = order => {
  const storage = new AsyncLocalStorage();
  const scopes = { a: storage.withScope('a'), b: storage.withScope('b') };
  return order.map(name => {
    scopes[name][Symbol.dispose]();
    return storage.getStore() ?? 'none';
  });
};
const [nestedFirst, nestedLast] = storeAfter(['b', 'a']);
const [first, last] = storeAfter(['a', 'b']);
setTimeout(() => console.log(`b, a: ${nestedFirst}, ${nestedLast}; a, b: ${first}, ${last}`));
JS
for version in 24 26; do
  "node_modules/node$version/bin/node" program.mjs
done | tee seen.txt
printf 'b, a: a, none; a, b: none, a\n%.0s' 1 2 >stated.txt
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
