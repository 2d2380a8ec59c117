#!/usr/bin/env bash
# A log record whose `context` is given as undefined belongs to no trace, though it passes OpenTelemetry's filters as part of one.
#
# Versions: @opentelemetry/sdk-logs 3.1.1, @opentelemetry/api 1.10.0, @opentelemetry/context-async-hooks 3.1.1, Node 20.
# Input:    a helper of an app passes `context: options.context` on to `logger.emit`, as `LogRecord` has it as optional. It is
#           called within a span, without options; beside it `emit` is called without the property.
# Seen:     the processor is handed the active context for both. The record without the property has the trace of the span, that
#           with `undefined` has none, and nothing is reported.
# Expected: the trace of the span for both. The same `emit` takes the active context for an undefined one two lines before.
# Source:   `emit` in dist/Logger.cjs makes the record of `{ context: currentContext, ...logRecord }`: the spread puts undefined in
#           the place of the context that was found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @opentelemetry/sdk-logs@3.1.1 @opentelemetry/api@1.10.0 \
  @opentelemetry/context-async-hooks@3.1.1

cat >program.cjs <<'JS'
const { context, trace } = require('@opentelemetry/api');
const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
const { LoggerProvider } = require('@opentelemetry/sdk-logs');
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());

const traceOf = spanContext => spanContext?.traceId ?? 'no trace';
const processor = {
  onEmit(record, emitted) {
    console.log(`${record.body}: ${traceOf(record.spanContext)}, handed over within ${traceOf(trace.getSpanContext(emitted))}`);
  },
  forceFlush: async () => {},
  shutdown: async () => {},
};
const logger = new LoggerProvider({ processors: [processor] }).getLogger('app');
const log = (body, options = {}) => logger.emit({ body, context: options.context });

const spanContext = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
context.with(trace.setSpanContext(context.active(), spanContext), () => {
  logger.emit({ body: 'without' });
  log('undefined');
  log('given', { context: context.active() });
});
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
without: 0af7651916cd43dd8448eb211c80319c, handed over within 0af7651916cd43dd8448eb211c80319c
undefined: no trace, handed over within 0af7651916cd43dd8448eb211c80319c
given: 0af7651916cd43dd8448eb211c80319c, handed over within 0af7651916cd43dd8448eb211c80319c
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
