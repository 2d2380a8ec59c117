#!/usr/bin/env bash
# With OpenTelemetry's instrumentation of hapi, a plugin that is the namespace of an ES module cannot be registered.
#
# Versions: @opentelemetry/instrumentation-hapi 0.70.0, @opentelemetry/instrumentation 0.301.1, @hapi/hapi 21.4.10, Node 20.
# Input:    a module that exports `name` and `register`, given to hapi as `import * as plugin` gives it.
# Seen:     without the instrumentation hapi registers it. With it `server.register` throws "TypeError: Cannot assign to read
#           only property 'register' of object '[object Module]'", and throws at once: callers that handle the promise alone
#           never see it.
# Expected: the plugin is registered, and whatever is wrong with a plugin rejects the promise.
# Source:   dist/instrumentation.cjs stores its wrapper in the app's own plugin object. Namespaces of modules, and frozen
#           objects, cannot be written to.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @hapi/hapi@21.4.10 \
  @opentelemetry/instrumentation-hapi@0.70.0 @opentelemetry/instrumentation@0.301.1 @opentelemetry/api@1.10.0

cat >plugin.mjs <<'JS'
export const name = 'orders';
export const register = server => server.route({ method: 'GET', path: '/', handler: () => 'orders' });
JS
cat >program.cjs <<'JS'
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { HapiInstrumentation } = require('@opentelemetry/instrumentation-hapi');
if (process.argv[2] === 'instrumented') registerInstrumentations({ instrumentations: [new HapiInstrumentation()] });
const Hapi = require('@hapi/hapi');
(async () => {
  const server = Hapi.server();
  const plugin = await import('./plugin.mjs');
  let registered;
  try {
    registered = server.register(plugin);
  } catch (error) {
    console.log(`thrown: ${error}`);
    return;
  }
  await registered;
  const { payload } = await server.inject('/');
  console.log(`registered: ${payload}`);
})();
JS
bare=$(node program.cjs)
instrumented=$(node program.cjs instrumented)
echo "bare:         $bare"
echo "instrumented: $instrumented"
[ "$bare" = 'registered: orders' ] || { echo 'changed: hapi refuses the plugin itself'; exit 1; }
[[ $instrumented = 'thrown: TypeError: Cannot assign to read only property'* ]] || { echo 'changed: no such error'; exit 1; }
echo 'as stated'
