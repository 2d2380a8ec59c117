import { checkMessage } from '../wire/check-message';
import { ExportRequest } from '../wire/schema';
import { eachItem, scopesOf } from '../wire/scopes';
import type { Segment } from './segment';
import { SpanFields } from './span-fields';
import type { SpanStore } from './span-store';

/** What became of the items of one request; `reason` says why some were rejected. */
export interface Taken {
  readonly accepted: number;
  readonly rejected: number;
  readonly reason?: string;
}

/**
 * Takes in an ExportTraceServiceRequest. A request that is not well-formed throws MalformedError before anything is
 * stored; spans without a valid trace id and span id (16 and 8 bytes, not all zero) are rejected one by one.
 */
export function addTraces(store: SpanStore, request: Uint8Array): Taken {
  checkMessage(request, ExportRequest.traces);
  const fields = new SpanFields();
  let accepted = 0;
  let rejected = 0;
  for (const scope of scopesOf(request)) {
    const { origin } = scope;
    let segment: Segment | undefined;
    let originNumber = 0;
    eachItem(request, scope, item => {
      fields.read(item);
      if (fields.traceIdAt < 0 || fields.spanIdAt < 0) {
        rejected++;
        return;
      }
      const open = store.open();
      if (open !== segment) {
        segment = open;
        originNumber = segment.origins.intern(origin, 0, origin.length);
      }
      store.add(request, fields, segment, originNumber);
      accepted++;
    });
  }
  store.keepWithinBounds();
  const reason = 'a span needs a trace id of 16 bytes and a span id of 8 bytes that are not all zero';
  return rejected === 0 ? { accepted, rejected } : { accepted, rejected, reason };
}
