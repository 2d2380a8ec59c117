import type { Destination } from '../../../shared/otlp/destination';
import { DefaultPort } from '../../../shared/otlp/fields';

/**
 * Names OTLP's own port, for receivers that refuse connections on the port that an endpoint without one means; empty for
 * others.
 */
export function portHint({ protocol, isTls, port, socketPath }: Destination): string {
  const meant = isTls ? 443 : 80;
  if (socketPath !== undefined || port !== meant || protocol === 'zipkin/json') return '';
  const [way, usual] = protocol === 'grpc' ? ['gRPC', DefaultPort.grpc] : ['HTTP', DefaultPort.http];
  return `; an endpoint without a port means port ${meant}, and OTLP over ${way} listens on ${usual} as a rule`;
}
