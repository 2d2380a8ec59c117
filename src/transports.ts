import { loadChunk } from './chunks';
import type { ConnectionOptions } from './pipeline/transports/connection-options';
import { createHttpTransport, type HttpBody } from './pipeline/transports/http';
import type { Transport } from './pipeline/types';

/** dist/transports.js: the network side of the pipeline, loaded when the first batch leaves. */
export interface TransportsChunk {
  connect(connection: ConnectionOptions & { readonly body: HttpBody | 'grpc' | 'console' }): Transport;
}

/** Makes the transport for a connection; gRPC has a file of its own, since its library is the largest part of the agent. */
export const connect: TransportsChunk['connect'] = connection =>
  connection.body === 'grpc'
    ? loadChunk<typeof import('./pipeline/transports/grpc')>('transport-grpc').createGrpcTransport(connection)
    : createHttpTransport(connection, connection.body as HttpBody);
