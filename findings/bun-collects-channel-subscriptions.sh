#!/usr/bin/env bash
# In Bun a subscription of a diagnostics channel ends with the next garbage collection.
#
# Versions: Bun 1.4.5; Node 20 for comparison.
# Input:    a program that calls `subscribe('app:event', listener)` of node:diagnostics_channel, and publishes an event later,
#           once garbage was collected; it holds the listener, and in a second run the channel object, too.
# Seen:     Bun's listener hears the event before the collection and none after it, unless somebody holds the channel object. No
#           error is reported: `channel()` makes a new channel without subscribers.
# Expected: as in Node, which keeps a channel for as long as it has a subscriber.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund bun@1.4.5

cat >program.cjs <<'JS'
const { channel, hasSubscribers, subscribe } = require('node:diagnostics_channel');
const collect = globalThis.Bun ? () => Bun.gc(true) : globalThis.gc;
const held = process.argv[2] === 'held' ? channel('app:event') : undefined;
let heard = 0;
const listener = () => {
  heard += 1;
};
subscribe('app:event', listener);
channel('app:event').publish({});
setTimeout(() => {
  collect();
  channel('app:event').publish({});
  const what = held === undefined ? listener.name : `${listener.name} and ${held.name}`;
  console.log(`holding ${what}: heard ${heard} of 2, subscribed ${hasSubscribers('app:event')}`);
}, 10);
JS
for holding in listener held; do
  echo "Bun:  $(node_modules/.bin/bun program.cjs $holding)"
  echo "Node: $(node --expose-gc program.cjs $holding)"
done 2>&1 | tee seen.txt
cat >stated.txt <<'TXT'
Bun:  holding listener: heard 1 of 2, subscribed false
Node: holding listener: heard 2 of 2, subscribed true
Bun:  holding listener and app:event: heard 2 of 2, subscribed true
Node: holding listener and app:event: heard 2 of 2, subscribed true
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
