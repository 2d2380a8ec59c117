import { eachScope } from '../../wire/scopes';
import { OriginFinder } from '../origins';
import { SpanFields } from '../span-fields';
import type { SpanStore } from '../span-store';

/** Counts of accepted and rejected items of a request; `reason` says why some were rejected. */
export interface Taken {
  readonly accepted: number;
  readonly rejected: number;
  readonly reason?: string;
}

/**
 * Takes in an ExportTraceServiceRequest that `checkRequest` has passed. Spans without a valid trace id and span id (16 and
 * 8 bytes, not all zero) are rejected one by one.
 */
export function addTraces(store: SpanStore, request: Uint8Array): Taken {
  const fields = new SpanFields();
  let accepted = 0;
  let rejected = 0;
  const origins = new OriginFinder();
  eachScope(request, scope => {
    scope.eachItem(item => {
      fields.read(item);
      if (fields.traceIdAt < 0 || fields.spanIdAt < 0) {
        rejected++;
        return;
      }
      const segment = store.open();
      store.add(request, fields, segment, origins.of(segment.origins, scope));
      accepted++;
    });
  });
  store.keepWithinBounds();
  const reason = 'a span needs a trace id of 16 bytes and a span id of 8 bytes that are not all zero';
  return rejected === 0 ? { accepted, rejected } : { accepted, rejected, reason };
}
