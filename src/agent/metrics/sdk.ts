/* dist/metrics-sdk.js: the SDK's part of metrics, loaded when somebody asks for a meter of it. */
export { MeterProvider } from '@opentelemetry/sdk-metrics';
export { collectNow } from './collect-now';
export { notingMeter } from './noting-meter';
export { PeriodicReader } from './periodic-reader';
