import type { Destination } from '../../../shared/otlp/destination';
import { loadChunk } from '../../boot/chunks';
import type { SendResult, Signal, Transport } from '../types';
import { createGrpcTransport } from './grpc/grpc';
import { createHttpTransport } from './http/http';
import { watchOrders } from './orders';

/** dist/transports.js: the network side of the pipeline, loaded when the first batch leaves. */
export interface TransportsChunk {
  connect(destination: Destination): Transport;
  watchRequests(watch: (request: EndedRequest) => void): void;
  watchOrders: typeof watchOrders;
}

export { watchOrders };

/** Export request that has got its reply, or none. */
export interface EndedRequest {
  readonly destination: Destination;
  readonly signal: Signal;
  readonly seconds: number;
  readonly outcome: SendResult['kind'];
}

/** Makes the transport to a destination. */
export const connect: TransportsChunk['connect'] = destination => {
  const proxy = destination.proxy && loadChunk<typeof import('./proxy/proxy')>('proxies');
  const transport =
    destination.protocol === 'grpc'
      ? createGrpcTransport(destination, proxy?.tunnelOf(destination))
      : createHttpTransport(destination, proxy?.proxiedRequests(destination));
  return timed(transport, destination);
};

/** Requests that ended before somebody watched: the first batches leave before metrics are collected. */
const early: EndedRequest[] = [];
const MOST_EARLY = 100;
let watching: ((request: EndedRequest) => void) | undefined;

/** Tells each request that has ended and will end. */
export const watchRequests: TransportsChunk['watchRequests'] = watch => {
  watching = watch;
  for (const request of early.splice(0)) watch(request);
};

/** Hands on the transport's own promise: a turn more would come too late for the disk where a process ends. */
function timed(transport: Transport, destination: Destination): Transport {
  return {
    send(batch, timeoutMs) {
      const started = performance.now();
      const sent = transport.send(batch, timeoutMs);
      void sent.then(({ kind: outcome }) => {
        const seconds = (performance.now() - started) / 1000;
        const request = { destination, signal: batch.signal, seconds, outcome };
        if (watching !== undefined) watching(request);
        else if (early.length < MOST_EARLY) early.push(request);
      });
      return sent;
    },
    close: () => transport.close(),
  };
}
