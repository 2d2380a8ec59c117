import type Http from 'node:http';
import type Https from 'node:https';
import { type MeterProvider, metrics, type TracerProvider, trace } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { Hook } from '../upstream-hooks';
import { patchEmit } from './emitters/patch-emit';
import { watchEmitters } from './emitters/watch-emitters';
import { captureHeaders } from './http/captured-headers';
import { durationHistograms, type Instruments } from './http/instruments';
import type { HttpOptions } from './http/options';
import { serverAttributes } from './http/server-attributes';
import { type Request, type TracedClients, tracingRequest } from './http/trace-client';
import { type TracedServers, tracingEmit } from './http/trace-server';
import { redactQuery, SECRET_PARAMETERS } from './http/url-query';
import { patchFunction } from './patch-function';
import scopes from './scopes.generated.json';

type Scheme = 'http' | 'https';

/** Server and client spans of `http` and `https`, and the metrics of how long requests take: upstream's, for less. */
export class HttpInstrumentation implements Instrumentation {
  readonly instrumentationName = scopes.http.name;
  readonly instrumentationVersion = scopes.http.version;
  #options: HttpOptions;
  readonly #instruments: Instruments;
  readonly #undo: (() => void)[] = [];
  #isHooked = false;
  #isWatching = false;

  constructor(options: HttpOptions) {
    this.#options = options;
    const tracer = trace.getTracer(this.instrumentationName, this.instrumentationVersion);
    const meter = metrics.getMeter(this.instrumentationName, this.instrumentationVersion);
    this.#instruments = { tracer, ...durationHistograms(meter) };
  }

  enable(): void {
    if (this.#isHooked) return;
    this.#isHooked = true;
    new Hook(null, undefined, (exports, name) => {
      if (name === 'http' || name === 'https') this.#patch(name, exports as typeof Http & typeof Https);
      return exports;
    });
  }

  disable(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  setTracerProvider(provider: TracerProvider): void {
    this.#instruments.tracer = provider.getTracer(this.instrumentationName, this.instrumentationVersion);
  }

  setMeterProvider(provider: MeterProvider): void {
    const meter = provider.getMeter(this.instrumentationName, this.instrumentationVersion);
    Object.assign(this.#instruments, durationHistograms(meter));
  }

  setConfig(options: HttpOptions): void {
    this.#options = options;
  }

  getConfig(): { enabled?: boolean } {
    return this.#options;
  }

  #patch(scheme: Scheme, module: typeof Http & typeof Https): void {
    this.#watchMessages();
    const { disableIncomingRequestInstrumentation, disableOutgoingRequestInstrumentation } = this.#options;
    if (disableIncomingRequestInstrumentation !== true) this.#patchServer(scheme, module.Server.prototype);
    if (disableOutgoingRequestInstrumentation !== true) this.#patchClient(scheme, module);
  }

  #watchMessages(): void {
    if (this.#isWatching) return;
    this.#isWatching = true;
    const { IncomingMessage, OutgoingMessage } = httpModule();
    this.#undo.push(watchEmitters(IncomingMessage.prototype), watchEmitters(OutgoingMessage.prototype));
  }

  #patchServer(scheme: Scheme, prototype: Http.Server): void {
    const options = this.#options;
    const redact = redactQuery(options.redactedQueryParamsServer ?? SECRET_PARAMETERS);
    const headers = options.headersToSpanAttributes?.server;
    const side: TracedServers = {
      scheme,
      instruments: this.#instruments,
      attributes: serverAttributes(scheme, redact, captureHeaders('request', headers?.requestHeaders)),
      captureResponse: captureHeaders('response', headers?.responseHeaders),
      isParentRequired: options.requireParentforIncomingSpans === true,
    };
    this.#undo.push(patchEmit(prototype, original => tracingEmit(side, original)));
  }

  #patchClient(scheme: Scheme, module: typeof Http | typeof Https): void {
    const options = this.#options;
    const headers = options.headersToSpanAttributes?.client;
    const side: TracedClients = {
      scheme,
      instruments: this.#instruments,
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
    this.#undo.push(patchFunction(module, 'request', request as typeof module.request));
    this.#undo.push(patchFunction(module, 'get', get as typeof module.get));
  }
}

/** Past `require` where Node can (20.16, 22.3): with `https` alone in use, `http` is not the app's. */
function httpModule(): typeof Http {
  const load: (name: string) => unknown = process.getBuiltinModule ?? require;
  return load('node:http') as typeof Http;
}
