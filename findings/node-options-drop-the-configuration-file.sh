#!/usr/bin/env bash
# An empty NODE_OPTIONS turns off all `nodeOptions` of node.config.json, without a word.
#
# Versions: Node 24.21.0 and 26.10.0.
# Input:    a node.config.json that preloads a file and sets `max-http-header-size`; the program is started with
#           `--experimental-default-config-file`, with NODE_OPTIONS unset, empty, and with an option that has nothing to do with
#           either; and with that option on the command line.
# Seen:     as soon as NODE_OPTIONS exists, be it empty, neither of the file's options is in effect, and stderr says nothing of
#           it. On the command line the same option is added to those of the file.
# Expected: options from different sources are merged as for the command line, or the file's loss is reported.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node24@npm:node@24.21.0 node26@npm:node@26.10.0
unset NODE_OPTIONS

cat >node.config.json <<'JSON'
{ "nodeOptions": { "require": ["./preload.cjs"], "max-http-header-size": 32768 } }
JSON
echo 'globalThis.isPreloaded = true;' >preload.cjs
cat >program.cjs <<'JS'
console.log(`${process.argv[2]}: preloaded ${globalThis.isPreloaded === true}, headers ${require('node:http').maxHeaderSize}`);
JS
for version in 24 26; do
  node="node_modules/node$version/bin/node --disable-warning=ExperimentalWarning --experimental-default-config-file"
  $node program.cjs "$version, unset"
  NODE_OPTIONS='' $node program.cjs "$version, empty"
  NODE_OPTIONS=--no-deprecation $node program.cjs "$version, another option"
  $node --no-deprecation program.cjs "$version, on the command line"
done 2>&1 | tee seen.txt
for version in 24 26; do
  echo "$version, unset: preloaded true, headers 32768"
  echo "$version, empty: preloaded false, headers 16384"
  echo "$version, another option: preloaded false, headers 16384"
  echo "$version, on the command line: preloaded true, headers 32768"
done >stated.txt
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
