#!/usr/bin/env bash
# With OpenTelemetry's instrumentation of pino, `logger.flush(callback)` calls back before a line has been written.
#
# Versions: @opentelemetry/instrumentation-pino 0.70.0, @opentelemetry/instrumentation 0.301.1, pino 10.4.0, Node 20.
# Input:    a logger with pino's own buffered destination (`sync: false, minLength: 4096`), one line, and `logger.flush`, whose
#           callback reads the file.
# Seen:     without the instrumentation the file has the line. With it the file is empty at that moment, and the callback has no
#           error. A program that ends, is frozen or hands the file on after `flush` goes on without its lines.
# Expected: the callback comes once the lines are written.
# Source:   dist/instrumentation.cjs puts a `pino.multistream` in the destination's place. `flush` of pino's lib/proto.js calls
#           `stream.flush` if there is one, and the callback at once if there is none; a multistream has `flushSync` alone.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund pino@10.4.0 \
  @opentelemetry/instrumentation-pino@0.70.0 @opentelemetry/instrumentation@0.301.1 @opentelemetry/api@1.10.0

cat >instrument.cjs <<'JS'
const { registerInstrumentations } = require('@opentelemetry/instrumentation');
const { PinoInstrumentation } = require('@opentelemetry/instrumentation-pino');
registerInstrumentations({ instrumentations: [new PinoInstrumentation()] });
JS
cat >program.cjs <<'JS'
const { readFileSync } = require('node:fs');
const pino = require('pino');
const destination = pino.destination({ dest: process.argv[2], sync: false, minLength: 4096 });
const logger = pino(destination);
function logAndFlush() {
  logger.info('paid');
  logger.flush(error => {
    const lines = readFileSync(process.argv[2], 'utf8').split('\n').length - 1;
    console.log(`flushed: error ${error ?? 'none'}, lines ${lines}`);
  });
}
destination.once('ready', () => setImmediate(logAndFlush));
JS
bare=$(node program.cjs bare.log)
instrumented=$(node --require ./instrument.cjs program.cjs instrumented.log)
echo "without the instrumentation: $bare"
echo "with the instrumentation:    $instrumented"
[ "$bare" = 'flushed: error none, lines 1' ] || { echo 'changed: pino itself calls back early'; exit 1; }
[ "$instrumented" = 'flushed: error none, lines 0' ] || { echo 'changed: the line is there'; exit 1; }
echo 'as stated'
