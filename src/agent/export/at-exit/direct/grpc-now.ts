import type { Destination } from '../../../../shared/otlp/destination';
import { callHeaders, messagePrefix } from '../../transports/grpc/grpc-request';
import { withoutCredentials } from '../../transports/hide-credentials';
import type { Remainder } from '../remainder';
import type { GrpcConnection } from './grpc-connection';

/** Calls Export for each batch in turn, until `deadlineMs` (of `process.uptime`). Throws if there is no reply. */
export function callNow(
  connection: GrpcConnection,
  destination: Destination,
  remainder: Remainder,
  deadlineMs: number,
): void {
  for (let batch = remainder.next; batch !== undefined; batch = remainder.next) {
    const headers = callHeaders(destination, batch.signal, deadlineMs - process.uptime() * 1000, false);
    const message = Buffer.concat([messagePrefix(batch.body.length, false), batch.body]);
    remainder.settle(withoutCredentials(connection.call(headers, message), destination));
  }
}
