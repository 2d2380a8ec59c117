#!/usr/bin/env bash
# Deno runs a preload that NODE_OPTIONS names as `--require FILE`, and ignores `--require=FILE` and `--import FILE`.
#
# Versions: Deno 2.9.6; Node 20 for comparison.
# Input:    a program and a preload file, which NODE_OPTIONS names in four spellings that Node takes alike: `--require FILE`,
#           `--require=FILE`, `-r FILE`, `--import FILE`.
# Seen:     Node runs the preload each time. Deno runs it where the file is a word of its own behind `--require` or `-r`. For
#           the other two the program runs without it, with exit code 0 and nothing on stderr.
# Expected: a variable that is read at all is read by the rules of the runtime it belongs to, or the rest is reported.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund deno@2.9.6
unset NODE_OPTIONS

echo "globalThis.isPreloaded = true;" >preload.cjs
echo "console.log(globalThis.isPreloaded === true ? 'preloaded' : 'not preloaded');" >program.cjs
for spelling in '--require ./preload.cjs' '--require=./preload.cjs' '-r ./preload.cjs' '--import ./preload.cjs'; do
  by_node=$(NODE_OPTIONS=$spelling node program.cjs)
  by_deno=$(NODE_OPTIONS=$spelling node_modules/.bin/deno run --allow-all program.cjs)
  echo "$spelling: Node $by_node, Deno $by_deno"
done 2>&1 | tee seen.txt
cat >stated.txt <<'TXT'
--require ./preload.cjs: Node preloaded, Deno preloaded
--require=./preload.cjs: Node preloaded, Deno not preloaded
-r ./preload.cjs: Node preloaded, Deno preloaded
--import ./preload.cjs: Node preloaded, Deno not preloaded
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
