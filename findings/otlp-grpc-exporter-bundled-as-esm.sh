#!/usr/bin/env bash
# The official OTLP/gRPC trace exporter, bundled from its ES modules, holds @grpc/grpc-js twice and exports nothing.
#
# Versions: @opentelemetry/exporter-trace-otlp-grpc 0.301.0, @opentelemetry/otlp-grpc-exporter-base 0.301.0,
#           @grpc/grpc-js 1.14.7, rolldown 1.3.2, Node 20.
# Input:    an ES module that makes the exporter with its defaults and exports no spans, bundled with
#           `rolldown --platform=node --format=cjs`.
# Seen:     `dist/create-service-client-constructor.mjs` imports grpc-js, which the bundler takes in.
#           `dist/grpc-exporter-transport.mjs` takes credentials and Metadata from the same package by a `require` that is
#           made at run time, which no bundler sees. Where the package is installed beside the bundle, a second
#           copy is loaded, its credentials are none to the first one, and each export fails with
#           "Channel credentials must be a ChannelCredentials object". Elsewhere it fails with "Cannot find module '@grpc/grpc-js'".
# Expected: the bundle behaves as the unbundled program, which fails with UNAVAILABLE where nobody listens.
set -euo pipefail
cd "$(mktemp -d)"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund \
  @opentelemetry/api@1.10.0 @opentelemetry/exporter-trace-otlp-grpc@0.301.0 @grpc/grpc-js@1.14.7 rolldown@1.3.2

cat >export.mjs <<'JS'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
const exporter = new OTLPTraceExporter({ url: 'http://127.0.0.1:1', timeoutMillis: 500 });
exporter.export([], ({ error }) => console.log(error ? error.message.slice(0, 40) : 'sent'));
JS
npx rolldown export.mjs --platform=node --format=cjs --file=bundle.cjs >/dev/null

unbundled=$(node export.mjs)
beside=$(node bundle.cjs)
elsewhere=$(mktemp -d)
cp bundle.cjs "$elsewhere"
alone=$(cd "$elsewhere" && node bundle.cjs)
echo "unbundled: $unbundled"
echo "bundled, beside the package: $beside"
echo "bundled, elsewhere:          $alone"
case $unbundled in "Channel credentials must be"*) echo 'changed: the unbundled exporter fails, too'; exit 1 ;; esac
case $alone in "Cannot find module '@grpc/grpc-js'"*) ;; *) echo 'changed: the bundle works elsewhere'; exit 1 ;; esac
case $beside in "Channel credentials must be"*) echo 'as stated' ;; *) echo 'changed: the bundle works'; exit 1 ;; esac
