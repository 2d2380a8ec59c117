// Preloaded by this name by the OpenTelemetry Operator, Odigos, the opentelemetry-injector and `otel-agent inject`.
require('./dist/preload.js');
