#!/usr/bin/env bash
# With OpenTelemetry's instrumentation of lru-memoizer, a memoized function has lost `del`, `reset`, `keys`, `on` and `once`.
#
# Versions: @opentelemetry/instrumentation-lru-memoizer 0.68.0, @opentelemetry/instrumentation 0.301.1,
#           @opentelemetry/api 1.10.0, lru-memoizer 3.0.0, Node 20.
# Input:    a memoized price that is read, counts its hits, is deleted from the cache when the price changes, and is read again.
# Seen:     without the instrumentation the second price is read. With it all five methods, which lru-memoizer's types declare,
#           are undefined: a program that calls `del` gets a TypeError, and a program that asks first (`memoized.del?.()`) goes
#           on with the old price. What `memoizer.sync` returns has them all.
# Expected: the function that the instrumentation returns has what the original has.
# Source:   dist/instrumentation.cjs returns a function of its own around the memoized one, and copies nothing to it.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund lru-memoizer@3.0.0 \
  @opentelemetry/instrumentation-lru-memoizer@0.68.0 @opentelemetry/instrumentation@0.301.1 @opentelemetry/api@1.10.0

cat >instrument.cjs <<'JS'
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { LruMemoizerInstrumentation } = require('@opentelemetry/instrumentation-lru-memoizer');
registerInstrumentations({ instrumentations: [new LruMemoizerInstrumentation()] });
JS
cat >program.cjs <<'JS'
const memoizer = require('lru-memoizer');
const { promisify } = require('node:util');
const prices = { tea: 3 };
const hash = name => name;
const inCache = memoizer({ load: (name, callback) => callback(null, prices[name]), hash, max: 100 });
const inCacheSync = memoizer.sync({ load: name => prices[name], hash, max: 100 });
const priceOf = promisify(inCache);
const methodsOf = cached => ['del', 'reset', 'keys', 'on', 'once'].filter(name => typeof cached[name] === 'function').join(' ');
(async () => {
  console.log(`methods: ${methodsOf(inCache) || 'none'}; of sync: ${methodsOf(inCacheSync)}`);
  console.log(`tea costs ${await priceOf('tea')}`);
  prices.tea = 4;
  try {
    inCache.del('tea');
  } catch (error) {
    console.log(error.message);
  }
  console.log(`tea costs ${await priceOf('tea')}`);
})();
JS
{
  echo 'without the instrumentation'
  node program.cjs
  echo 'with the instrumentation'
  node --require ./instrument.cjs program.cjs
} | tee seen.txt
cat >stated.txt <<'TXT'
without the instrumentation
methods: del reset keys on once; of sync: del reset keys on once
tea costs 3
tea costs 4
with the instrumentation
methods: none; of sync: del reset keys on once
tea costs 3
inCache.del is not a function
tea costs 3
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
