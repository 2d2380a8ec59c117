import type { IncomingHttpHeaders } from 'node:http';
import type { Destination } from '../../../shared/otlp/destination';
import { ORDER_HEADER } from '../../../shared/profile/profile';

/** Gets the port of a viewer that has an order for a profile, and the receiver that told it. */
type HeedOrder = (destination: Destination, port: number) => void;

let heed: HeedOrder | undefined;

/** Calls back when the answer to an export tells of an order. */
export function watchOrders(onOrder: HeedOrder): void {
  heed = onOrder;
}

/** Notes an order in the headers of an answer. */
export function noteOrder(destination: Destination, headers: IncomingHttpHeaders): void {
  if (heed === undefined) return;
  const port = Number(headers[ORDER_HEADER]);
  if (port > 0 && port < 65_536) heed(destination, port);
}
