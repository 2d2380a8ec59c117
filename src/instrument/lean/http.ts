import type Http from 'node:http';
import type Https from 'node:https';
import { patchEmit } from './emitters/patch-emit';
import { watchEmitters } from './emitters/watch-emitters';
import { captureHeaders } from './http/captured-headers';
import { type Durations, durationHistograms } from './http/instruments';
import type { HttpOptions } from './http/options';
import { serverAttributes } from './http/server-attributes';
import { type Request, type TracedClients, tracingRequest } from './http/trace-client';
import { type TracedServers, tracingEmit } from './http/trace-server';
import { redactQuery, SECRET_PARAMETERS } from './http/url-query';
import { patchFunction } from './patch-function';
import { PatchingInstrumentation } from './patching-instrumentation';
import scopes from './scopes.generated.json';

type Scheme = 'http' | 'https';

/** Server and client spans of `http` and `https`, and the metrics of how long requests take: upstream's, for less. */
export class HttpInstrumentation extends PatchingInstrumentation<HttpOptions, Durations> {
  #isWatching = false;

  constructor(options: HttpOptions) {
    super(scopes.http, options, durationHistograms);
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    if (name !== 'http' && name !== 'https') return [];
    const module = exports as typeof Http & typeof Https;
    const { disableIncomingRequestInstrumentation, disableOutgoingRequestInstrumentation } = this.options;
    return [
      ...this.#watchMessages(),
      ...(disableIncomingRequestInstrumentation ? [] : this.#patchServer(name, module.Server.prototype)),
      ...(disableOutgoingRequestInstrumentation ? [] : this.#patchClient(name, module)),
    ];
  }

  #watchMessages(): (() => void)[] {
    if (this.#isWatching) return [];
    this.#isWatching = true;
    const { IncomingMessage, OutgoingMessage } = httpModule();
    return [watchEmitters(IncomingMessage.prototype), watchEmitters(OutgoingMessage.prototype)];
  }

  #patchServer(scheme: Scheme, prototype: Http.Server): (() => void)[] {
    const { options, instruments } = this;
    const redact = redactQuery(options.redactedQueryParamsServer ?? SECRET_PARAMETERS);
    const headers = options.headersToSpanAttributes?.server;
    const side: TracedServers = {
      scheme,
      instruments,
      attributes: serverAttributes(scheme, redact, captureHeaders('request', headers?.requestHeaders)),
      captureResponse: captureHeaders('response', headers?.responseHeaders),
      isParentRequired: options.requireParentforIncomingSpans === true,
    };
    return [patchEmit(prototype, original => tracingEmit(side, original))];
  }

  #patchClient(scheme: Scheme, module: typeof Http | typeof Https): (() => void)[] {
    const { options, instruments } = this;
    const headers = options.headersToSpanAttributes?.client;
    const side: TracedClients = {
      scheme,
      instruments,
      redact: redactQuery(options.redactedQueryParams ?? SECRET_PARAMETERS),
      captureRequest: captureHeaders('request', headers?.requestHeaders),
      captureResponse: captureHeaders('response', headers?.responseHeaders),
      isParentRequired: options.requireParentforOutgoingSpans === true,
    };
    const request = tracingRequest(side, module.request as Request);
    const get: Request = function (...args) {
      const made = request.apply(this, args);
      made.end();
      return made;
    };
    return [
      patchFunction(module, 'request', request as typeof module.request),
      patchFunction(module, 'get', get as typeof module.get),
    ];
  }
}

/** Past `require` where Node can (20.16, 22.3): with `https` alone in use, `http` is not the app's. */
function httpModule(): typeof Http {
  const load: (name: string) => unknown = process.getBuiltinModule ?? require;
  return load('node:http') as typeof Http;
}
