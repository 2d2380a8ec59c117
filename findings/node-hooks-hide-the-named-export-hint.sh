#!/usr/bin/env bash
# A module hook that only passes on takes the advice out of Node's error for a named import that CommonJS lacks.
#
# Versions: Node 20.20.2, 22.23.3 and 24.21.0.
# Input:    an ES module that imports a name which a CommonJS file does not export; hooks that return what the next hook
#           returns: `resolve` by `module.register`, `resolve` and `load` each by `module.registerHooks`.
# Seen:     without a hook the error says that the module is CommonJS and how to import it. With `resolve` by `register` on 20
#           and 22, and with `load` by `registerHooks` on 22, it says only that there is no such export. `resolve` by
#           `registerHooks` keeps the advice; on 24 every hook keeps it.
# Expected: a hook that changes nothing changes no message.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund node20@npm:node@20.20.2 node22@npm:node@22.23.3 node24@npm:node@24.21.0

echo 'exports.there = 1;' >library.cjs
echo "import { missing } from './library.cjs'; console.log(missing);" >program.mjs
cat >passing.mjs <<'JS'
export const resolve = (specifier, context, next) => next(specifier, context);
JS
cat >register-resolve.mjs <<'JS'
import { register } from 'node:module';
register('./passing.mjs', import.meta.url);
JS
cat >hooks-resolve.mjs <<'JS'
import { registerHooks } from 'node:module';
registerHooks({ resolve: (specifier, context, next) => next(specifier, context) });
JS
cat >hooks-load.mjs <<'JS'
import { registerHooks } from 'node:module';
registerHooks({ load: (url, context, next) => next(url, context) });
JS
advice() {
  local text
  text=$("$@" --no-warnings program.mjs 2>&1 || true)
  case $text in
    *'is a CommonJS module'*) echo 'with advice' ;;
    *'does not provide an export'*) echo 'without advice' ;;
    *) echo "$text" ;;
  esac
}
for version in 20 22 24; do
  node=node_modules/node$version/bin/node
  echo "$version, no hook: $(advice "$node")"
  for hook in register-resolve hooks-resolve hooks-load; do
    [ "$version $hook" = '20 hooks-resolve' ] || [ "$version $hook" = '20 hooks-load' ] ||
      echo "$version, $hook: $(advice "$node" --import "./$hook.mjs")"
  done
done | tee seen.txt
cat >stated.txt <<'TXT'
20, no hook: with advice
20, register-resolve: without advice
22, no hook: with advice
22, register-resolve: without advice
22, hooks-resolve: with advice
22, hooks-load: without advice
24, no hook: with advice
24, register-resolve: with advice
24, hooks-resolve: with advice
24, hooks-load: with advice
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
