/** Tells by its content type whether a stream carries a call of gRPC. */
export function isGrpc(contentType: unknown): boolean {
  return typeof contentType === 'string' && contentType.startsWith('application/grpc');
}
