#!/usr/bin/env bash
# A single executable application runs the `--require` of NODE_OPTIONS and passes over its `--import`, even of a missing file.
#
# Versions: Node 26.10.0, Linux.
# Input:    a script that is built into an executable by `node --build-sea`, without restricting `execArgvExtension`; a preload
#           as CommonJS and as an ES module, each given in NODE_OPTIONS. The script waits for an `import()` before it looks for
#           them.
# Seen:     `--require` runs before the script. `--import` does not run at all, and a file that does not exist goes unnoticed:
#           exit code 0, nothing on stderr. Node itself ends with ERR_MODULE_NOT_FOUND for the same variable.
# Expected: both run, as for a script that is not embedded, or the option is refused.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node@26.10.0
node=node_modules/node/bin/node

echo "globalThis.preload = 'require';" >preload.cjs
echo "globalThis.preload = 'import';" >preload.mjs
echo "import('node:fs').then(() => console.log(globalThis.preload ?? 'none'));" >program.cjs
echo '{ "main": "program.cjs", "output": "program", "disableExperimentalSEAWarning": true }' >sea.json
"$node" --build-sea sea.json >/dev/null
for preload in "--require $PWD/preload.cjs" "--import $PWD/preload.mjs" "--import $PWD/missing.mjs"; do
  embedded=$(NODE_OPTIONS=$preload ./program 2>&1) || embedded='exit code 1'
  script=$(NODE_OPTIONS=$preload "$node" program.cjs 2>/dev/null) || script='exit code 1'
  echo "${preload/$PWD\//}: $embedded; not embedded: $script"
done | tee seen.txt
cat >stated.txt <<'TXT'
--require preload.cjs: require; not embedded: require
--import preload.mjs: none; not embedded: import
--import missing.mjs: none; not embedded: exit code 1
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
rm program
echo 'as stated'
