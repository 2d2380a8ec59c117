import { captureHeaders } from './http/captured-headers';
import { type Listeners, ListeningInstrumentation } from './listening-instrumentation';
import scopes from './scopes.generated.json';
import { type Durations, durationHistogram } from './undici/instruments';
import type { Answered, Created, Ended, Failed, Sent } from './undici/messages';
import type { UndiciOptions } from './undici/options';
import { type TracedCalls, traceRequest } from './undici/trace-request';
import { FollowedRequest } from './undici/undici-call';

/** Spans of `fetch` and of undici's requests, and the metric of how long they take: upstream's, for less. */
export class UndiciInstrumentation extends ListeningInstrumentation<UndiciOptions, Durations> {
  constructor(options: UndiciOptions) {
    super(scopes.undici, options, durationHistogram);
  }

  protected listeners(): Listeners {
    const { headersToSpanAttributes: headers, requireParentforSpans } = this.options;
    const side: TracedCalls = {
      instruments: this.instruments,
      captureRequest: captureHeaders('request', headers?.requestHeaders),
      captureResponse: captureHeaders('response', headers?.responseHeaders),
      isParentRequired: requireParentforSpans === true,
    };
    const { callOf } = FollowedRequest;
    return {
      'undici:request:create': ({ request }: Created) => traceRequest(side, request),
      'undici:client:sendHeaders': (message: Sent) => callOf(message.request)?.send(message),
      'undici:request:headers': (message: Answered) => callOf(message.request)?.answer(message),
      'undici:request:trailers': ({ request }: Ended) => callOf(request)?.end(),
      'undici:request:error': ({ request, error }: Failed) => callOf(request)?.fail(error),
    };
  }
}
