import { resolveConfig } from '../../../src/shared/config';
import type { Destination } from '../../../src/shared/otlp/destination';

/** The destination that a process would have whose endpoint for traces is this address. */
export function destinationTo(
  url: string,
  protocol: 'grpc' | 'http/protobuf' | 'http/json' = 'grpc',
  changes: Partial<Destination> = {},
): Destination {
  const { traces } = resolveConfig({
    env: { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: url, OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol },
  }).signals;
  const [target] = traces.targets;
  return { ...target!.destination!, headers: { 'user-agent': 'otel-agent/test' }, ...changes };
}
