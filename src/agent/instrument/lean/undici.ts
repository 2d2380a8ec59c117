import { secretParameters } from '../../../shared/urls/secret-parameters';
import { captureHeaders } from './http/captured-headers';
import { type Listeners, ListeningInstrumentation } from './listening-instrumentation';
import scope from './scopes/undici.generated.json';
import { type Durations, durationHistogram } from './undici/instruments';
import type { Answered, Created, Ended, Failed, Sent } from './undici/messages';
import type { UndiciOptions } from './undici/options';
import { type TracedCalls, traceRequest } from './undici/trace-request';
import { FollowedRequest } from './undici/undici-call';

/** Makes spans of `fetch` and of undici's requests, and the metric of their duration: upstream's, at less cost. */
export class UndiciInstrumentation extends ListeningInstrumentation<UndiciOptions, Durations> {
  constructor(options: UndiciOptions) {
    super(scope, options, durationHistogram);
  }

  protected listeners(): Listeners {
    const { headersToSpanAttributes: headers, requireParentforSpans, redactQuery } = this.options;
    const tracing: TracedCalls = {
      instruments: this.instruments,
      captureRequest: captureHeaders('request', headers?.requestHeaders),
      captureResponse: captureHeaders('response', headers?.responseHeaders),
      isSecret: secretParameters(redactQuery),
      isParentRequired: requireParentforSpans === true,
    };
    const { callOf } = FollowedRequest;
    return {
      'undici:request:create': ({ request }: Created) => traceRequest(tracing, request),
      'undici:client:sendHeaders': (message: Sent) => callOf(message.request)?.send(message),
      'undici:request:headers': (message: Answered) => callOf(message.request)?.answer(message),
      'undici:request:trailers': ({ request }: Ended) => callOf(request)?.end(),
      'undici:request:error': ({ request, error }: Failed) => callOf(request)?.fail(error),
    };
  }
}
