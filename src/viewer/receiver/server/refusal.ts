import { GrpcStatus } from '../../../shared/otlp/fields';

export type RefusalKind = 'malformed' | 'tooLarge' | 'busy' | 'unsupported' | 'internal';

/** Status codes that tell the sender each kind: OTLP specification, "Failures" of OTLP/gRPC and OTLP/HTTP. */
const CODES: { readonly [kind in RefusalKind]: { readonly http: number; readonly grpc: number } } = {
  malformed: { http: 400, grpc: GrpcStatus.INVALID_ARGUMENT },
  // Without retry information RESOURCE_EXHAUSTED is final, which is right: the same body will not shrink.
  tooLarge: { http: 413, grpc: GrpcStatus.RESOURCE_EXHAUSTED },
  busy: { http: 503, grpc: GrpcStatus.UNAVAILABLE },
  unsupported: { http: 415, grpc: GrpcStatus.UNIMPLEMENTED },
  internal: { http: 500, grpc: GrpcStatus.INTERNAL },
};

/** Seconds after which a sender that was told "busy" may come again. */
export const RETRY_AFTER_S = 1;

/** A request that is not taken in, with the reason in words for its sender. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly kind: RefusalKind;
  readonly httpStatus: number;
  readonly grpcStatus: number;

  constructor(kind: RefusalKind, message: string) {
    super(message);
    this.kind = kind;
    this.httpStatus = CODES[kind].http;
    this.grpcStatus = CODES[kind].grpc;
  }
}
