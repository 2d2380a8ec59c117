#!/usr/bin/env bash
# OpenTelemetry's newest transport for winston delivers nothing to OpenTelemetry's newest SDK, and says nothing.
#
# Versions: @opentelemetry/winston-transport 0.34.0, @opentelemetry/sdk-logs 3.1.1, @opentelemetry/api 1.10.0, winston 3.19.0,
#           Node 20.
# Input:    an SDK with an exporter in memory, registered as the global provider of logs; a line through winston and the
#           transport, and a record through the API itself.
# Seen:     the exporter gets the record of the API alone. No error, and nothing from OpenTelemetry's diagnostics at level
#           "all".
# Expected: both arrive, or the transport reports that it has no provider.
# Source:   the logs API has moved into @opentelemetry/api 1.10, where the SDK 3 registers. The transport still takes it from
#           @opentelemetry/api-logs 0.223, which keeps its provider under another key of `globalThis`.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund \
  @opentelemetry/winston-transport@0.34.0 @opentelemetry/sdk-logs@3.1.1 @opentelemetry/api@1.10.0 winston@3.19.0

cat >program.cjs <<'JS'
const { diag, DiagConsoleLogger, DiagLogLevel, logs } = require('@opentelemetry/api');
const { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } = require('@opentelemetry/sdk-logs');
const { OpenTelemetryTransportV3 } = require('@opentelemetry/winston-transport');
const winston = require('winston');
diag.setLogger(new DiagConsoleLogger(), DiagLogLevel.ALL);
const exporter = new InMemoryLogRecordExporter();
const processors = [new SimpleLogRecordProcessor({ exporter })];
logs.setGlobalLoggerProvider(new LoggerProvider({ processors }));

winston.createLogger({ transports: [new OpenTelemetryTransportV3()] }).info('by winston');
logs.getLogger('app').emit({ body: 'by the API' });
setTimeout(() => console.log('arrived:', exporter.getFinishedLogRecords().map(({ body }) => body).join(', ')), 200);
JS
seen=$(node program.cjs 2>&1)
echo "$seen"
[ "$(tail -1 <<<"$seen")" = 'arrived: by the API' ] || { echo 'changed: see above'; exit 1; }
! grep -iE 'winston|no.*provider|api-logs|error|warn' <<<"$seen" || { echo 'changed: it is reported'; exit 1; }
echo 'as stated'
