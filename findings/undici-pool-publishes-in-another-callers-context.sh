#!/usr/bin/env bash
# A pool of undici that is busy publishes a waiting request in the asynchronous context of another caller.
#
# Versions: undici 7.30.2, Node 20.
# Input:    two callers, each within its own store of an AsyncLocalStorage, ask a `Pool` with `connections: 1` for a page at
#           once. A listener of `undici:request:create`, as tracers have it, notes the store that is current.
# Seen:     the request of the second caller is created in the store of the first one: tracing by the channel puts each request
#           that had to wait into somebody else's trace. The promise itself resumes in the caller's store.
# Expected: a request is created for its caller, whether it has to wait or not.
# Source:   lib/dispatcher/pool-base.js queues options and handler. The earlier request's client says `drain`, in the context of
#           that request, and only then the request object is made and published.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund undici@7.30.2

cat >program.cjs <<'JS'
const { AsyncLocalStorage } = require('node:async_hooks');
const { subscribe } = require('node:diagnostics_channel');
const { createServer } = require('node:http');
const { Pool } = require('undici');
const callers = new AsyncLocalStorage();
subscribe('undici:request:create', ({ request }) => console.log(`create ${request.path} for ${callers.getStore()}`));
const server = createServer((_request, response) => setTimeout(() => response.end(), 20));
server.listen(0, '127.0.0.1', async () => {
  const pool = new Pool(`http://127.0.0.1:${server.address().port}`, { connections: 1 });
  const ask = async () => {
    const caller = callers.getStore();
    const { body } = await pool.request({ path: `/${caller}`, method: 'GET' });
    await body.dump();
    console.log(`answer for ${caller} in ${callers.getStore()}`);
  };
  await Promise.all(['ann', 'bob'].map(caller => callers.run(caller, ask)));
  await pool.close();
  server.close();
});
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
create /ann for ann
create /bob for ann
answer for ann in ann
answer for bob in bob
TXT
diff <(sort stated.txt) <(sort seen.txt) || { echo 'changed: see above'; exit 1; }
echo 'as stated'
