import type Http from 'node:http';
import type Https from 'node:https';
import { patchEmit } from './emitters/patch-emit';
import { captureHeaders } from './http/captured-headers';
import { type Request, type TracedClients, tracingGet, tracingRequest } from './http/client/trace-client';
import { type Durations, durationHistograms } from './http/instruments';
import type { HttpOptions } from './http/options';
import { flushWhenIdle } from './http/server/flush-when-idle';
import { serverAttributes } from './http/server/server-attributes';
import { type TracedServers, tracingEmit } from './http/server/trace-server';
import { urlRedaction } from './http/url-query';
import { watchMessages } from './http/watch-messages';
import { patchFunction } from './patch-function';
import { PatchingInstrumentation } from './patching-instrumentation';
import scope from './scopes/http.generated.json';

type Scheme = 'http' | 'https';

/** Makes spans and duration metrics of servers and clients of `http` and `https`: upstream's, at less cost. */
export class HttpInstrumentation extends PatchingInstrumentation<HttpOptions, Durations> {
  constructor(options: HttpOptions) {
    super(scope, options, durationHistograms);
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    if (name !== 'http' && name !== 'https') return [];
    const module = exports as typeof Http & typeof Https;
    const { disableIncomingRequestInstrumentation, disableOutgoingRequestInstrumentation } = this.options;
    return [
      ...watchMessages(),
      ...(disableIncomingRequestInstrumentation ? [] : this.#patchServer(name, module.Server.prototype)),
      ...(disableOutgoingRequestInstrumentation ? [] : this.#patchClient(name, module)),
    ];
  }

  #patchServer(scheme: Scheme, prototype: Http.Server): (() => void)[] {
    const { options, instruments } = this;
    const redact = urlRedaction([
      ...(options.redactQuery ?? []),
      ...(options.redactedQueryParamsServer ?? []),
    ]);
    const headers = options.headersToSpanAttributes?.server;
    const tracing: TracedServers = {
      scheme,
      instruments,
      attributes: serverAttributes(scheme, redact, captureHeaders('request', headers?.requestHeaders)),
      captureResponse: captureHeaders('response', headers?.responseHeaders),
      isParentRequired: options.requireParentforIncomingSpans === true,
      whenIdle: flushWhenIdle(options.functions),
    };
    return [patchEmit(prototype, original => tracingEmit(tracing, original))];
  }

  #patchClient(scheme: Scheme, module: typeof Http | typeof Https): (() => void)[] {
    const { options, instruments } = this;
    const headers = options.headersToSpanAttributes?.client;
    const tracing: TracedClients = {
      scheme,
      instruments,
      redact: urlRedaction([...(options.redactQuery ?? []), ...(options.redactedQueryParams ?? [])]),
      captureRequest: captureHeaders('request', headers?.requestHeaders),
      captureResponse: captureHeaders('response', headers?.responseHeaders),
      isParentRequired: options.requireParentforOutgoingSpans === true,
    };
    const request = tracingRequest(tracing, module.request as Request);
    const get = tracingGet(tracing, module.request as Request);
    return [
      patchFunction(module, 'request', request as typeof module.request),
      patchFunction(module, 'get', get as typeof module.get),
    ];
  }
}
