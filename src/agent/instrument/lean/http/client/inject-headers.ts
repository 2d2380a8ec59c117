import type { ClientRequest } from 'node:http';
import { type Context, propagation, type TextMapSetter } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { isTraceHeader, traceHeaders } from '../../outgoing/trace-headers';

/** Adds the headers of a context to a request that is not sent yet. `hasTrace`: it has trace headers already. */
export function injectHeaders(context: Context, request: ClientRequest, hasTrace: boolean): void {
  if (!request.headersSent) propagation.inject(context, request, hasTrace ? insteadOfOwn() : TO_REQUEST);
}

const TO_REQUEST: TextMapSetter<ClientRequest> = {
  set(request, name, value) {
    try {
      request.setHeader(name, value);
    } catch (error) {
      ownDiag.warn(`http: ${name} could not be sent`, error); // Baggage may hold characters that a header must not.
    }
  },
};

/** Removes all headers of the caller's trace at the first trace header of ours: its `tracestate` would stay otherwise. */
function insteadOfOwn(): TextMapSetter<ClientRequest> {
  let hasTrace = true;
  return {
    set(request, name, value) {
      if (hasTrace && isTraceHeader(name)) {
        hasTrace = false;
        for (const own of traceHeaders()) request.removeHeader(own);
      }
      TO_REQUEST.set(request, name, value);
    },
  };
}
