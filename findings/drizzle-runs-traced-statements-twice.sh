#!/usr/bin/env bash
# On Node 26 a statement of Drizzle ORM that is traced by `tracePromise` goes to the database twice.
#
# Versions: drizzle-orm 0.45.4, Node 26.10.0 and 24.21.0.
# Input:    one INSERT, which the program runs through its own `tracingChannel('app:query').tracePromise` and awaits. The driver
#           is Drizzle's `pg-proxy`, a function that counts the statements.
# Seen:     on Node 24 the statement is sent once, with and without a subscriber. On Node 26 it is sent once as long as nobody
#           listens, and twice with a subscriber: two rows.
# Expected: a program does the same work whether its channels have subscribers or not.
# Source:   Node 24 makes a native promise of the result, and returns that. Node 26 calls `then` of any other thenable to hear
#           of its outcome, and returns the object itself (lib/diagnostics_channel.js). Drizzle's objects are lazy: each call of
#           `then` executes the statement (`QueryPromise` in query-promise.js), and `await` is the second call.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund drizzle-orm@0.45.4 node24@npm:node@24.21.0 node26@npm:node@26.10.0

cat >program.mjs <<'JS'
import { tracingChannel } from 'node:diagnostics_channel';
import { pgTable, text } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/pg-proxy';
let sent = 0;
const db = drizzle(async () => {
  sent += 1;
  return { rows: [] };
});
const users = pgTable('users', { name: text('name') });
const queries = tracingChannel('app:query');
if (process.argv[2] === 'subscribed') queries.subscribe({ start() {}, end() {}, asyncStart() {}, asyncEnd() {}, error() {} });
await queries.tracePromise(() => db.insert(users).values({ name: 'Ann' }));
console.log(sent);
JS
for version in 24 26; do
  node=node_modules/node$version/bin/node
  echo "$("$node" --version): $("$node" program.mjs) without a subscriber, $("$node" program.mjs subscribed) with one"
done | tee seen.txt
cat >stated.txt <<'TXT'
v24.21.0: 1 without a subscriber, 1 with one
v26.10.0: 1 without a subscriber, 2 with one
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
