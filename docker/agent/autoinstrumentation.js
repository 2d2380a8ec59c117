// What the OpenTelemetry Operator, Odigos, the opentelemetry-injector and `otel-agent inject` preload by this name.
require('./dist/preload.js');
