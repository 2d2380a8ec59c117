#!/usr/bin/env bash
# A hook of Fastify that does nothing decides whether a handler hears of an invalid payload.
#
# Versions: fastify 5.12.8, Node 20.
# Input:    a handler that calls `reply.send` with an object although the type is text/plain, catches the error and answers 422
#           instead; without and with an `onSend` hook that passes every payload on.
# Seen:     without the hook `send` throws, and the client gets the handler's 422. With it `send` returns, the handler's catch
#           is never entered, and the client gets Fastify's 500, FST_ERR_REP_INVALID_PAYLOAD_TYPE.
# Expected: a hook that changes nothing changes no answer. Plugins add such hooks to every route: @fastify/otel does.
# Source:   lib/reply.js checks the payload once the onSend hooks have run. Without hooks it does so within `send`; with hooks
#           errors go to the error handler.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund fastify@5.12.8

cat >program.cjs <<'JS'
const app = require('fastify')();
if (process.argv[2] === 'hook') app.addHook('onSend', (_request, _reply, payload, done) => done(null, payload));
app.get('/', (_request, reply) => {
  try {
    reply.type('text/plain').send({ total: 7 });
  } catch {
    reply.code(422).type('application/json').send({ code: 'OWN_ANSWER' });
  }
});
app.inject('/').then(response => console.log(response.statusCode, response.json().code));
JS
bare=$(node program.cjs)
hooked=$(node program.cjs hook)
echo "without a hook: $bare"
echo "with a hook:    $hooked"
[ "$bare" = '422 OWN_ANSWER' ] || { echo 'changed: send no longer throws'; exit 1; }
[ "$hooked" = '500 FST_ERR_REP_INVALID_PAYLOAD_TYPE' ] || { echo 'changed: the handler answers with a hook, too'; exit 1; }
echo 'as stated'
