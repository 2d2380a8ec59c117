#!/usr/bin/env bash
# A callback of `navigator.locks.request` that had to wait runs in the context of the callback before it.
#
# Versions: Node 24.21.0 and 26.10.0.
# Input:    three requests for one lock, each within its own store of an AsyncLocalStorage; the callbacks tell their store.
# Seen:     the callback of each request has the store of the first.
# Expected: each callback has the store of its own request, as callbacks of timers and promises have.
# Source:   not looked up; as if the release of a lock called the next callback at once.
# Effect:   spans in such a callback get the wrong parent. `AsyncResource.bind(callback)` mends it in the app.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node24@npm:node@24.21.0 node26@npm:node@26.10.0

cat >program.cjs <<'JS'
const { AsyncLocalStorage, AsyncResource } = require('node:async_hooks');
const storage = new AsyncLocalStorage();
const rest = () => new Promise(resolve => setTimeout(resolve, 5));
async function stores(wrap) {
  const callback = () => wrap(async () => {
    const store = storage.getStore();
    await rest();
    return store;
  });
  const ask = name => storage.run(name, () => navigator.locks.request('a lock', callback()));
  return (await Promise.all(['a', 'b', 'c'].map(ask))).join(' ');
}
stores(callback => callback).then(async plain => {
  console.log(`${plain}, bound ${await stores(callback => AsyncResource.bind(callback))}`);
});
JS
for version in 24 26; do
  echo "$version: $(node_modules/node$version/bin/node program.cjs)"
done | tee seen.txt
cat >stated.txt <<'TXT'
24: a a a, bound a b c
26: a a a, bound a b c
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
