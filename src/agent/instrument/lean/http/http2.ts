import type { EventEmitter } from 'node:events';
import type { ClientHttp2Session } from 'node:http2';
import path from 'node:path';
import { patchEmit } from '../emitters/patch-emit';
import { watchEmitters } from '../emitters/watch-emitters';
import { patchFunction } from '../patch-function';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/http2.generated.json';
import { captureHeaders } from './captured-headers';
import { noteClosing } from './http2/client-stream';
import { type Connect, tracingConnect } from './http2/connection';
import { type StreamRequest, type TracedStreamRequests, tracingStreamRequest } from './http2/trace-client';
import { beginStream, type TracedStreams } from './http2/trace-server';
import { type Durations, durationHistograms } from './instruments';
import type { HttpOptions } from './options';
import { serverAttributes } from './server/server-attributes';
import { beginRequest, servingEmit } from './server/trace-server';
import { urlRedaction } from './url-query';
import { watchMessages } from './watch-messages';

type Scheme = 'http' | 'https';
type CreateServer = (this: unknown, ...args: unknown[]) => EventEmitter;

interface Http2 {
  createServer: CreateServer;
  createSecureServer: CreateServer;
  connect: Connect;
}

const GRPC = path.join('@grpc', 'grpc-js');

/**
 * Makes spans of streams of HTTP/2, on servers and clients, and of HTTP/1 on servers that allow it. Node's own channels
 * tell of streams too, but handlers cannot be put into a context by them, nor headers onto a request. The classes are
 * not exported: each is patched when its first object is made.
 */
export class Http2Instrumentation extends PatchingInstrumentation<HttpOptions, Durations> {
  readonly #patched = new Set<object>();
  /** True once calls of gRPC have spans of their own. */
  #isGrpcTraced = false;

  constructor(options: HttpOptions) {
    super(scope, options, durationHistograms);
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    if (name === GRPC) this.#isGrpcTraced = true;
    if (name !== 'http2') return [];
    const module = exports as Http2;
    const { disableIncomingRequestInstrumentation, disableOutgoingRequestInstrumentation } = this.options;
    return [
      ...(disableIncomingRequestInstrumentation ? [] : this.#patchServers(module)),
      ...(disableOutgoingRequestInstrumentation ? [] : this.#patchConnect(module)),
    ];
  }

  #patchServers(module: Http2): (() => void)[] {
    const creating = (scheme: Scheme, original: CreateServer): CreateServer => {
      const patchServer = (server: EventEmitter) => this.#patchServer(scheme, server);
      return function (...args) {
        const server = original.apply(this, args);
        patchServer(server);
        return server;
      };
    };
    return [
      patchFunction(module, 'createServer', creating('http', module.createServer)),
      patchFunction(module, 'createSecureServer', creating('https', module.createSecureServer)),
    ];
  }

  #patchServer(scheme: Scheme, server: EventEmitter): void {
    this.#patchClass(server, prototype => {
      const http1 = this.#tracedServers(scheme);
      const streams: TracedStreams = {
        ...http1,
        attributes: serverAttributes(scheme, http1.redact, undefined),
        isGrpcTraced: () => this.#isGrpcTraced,
        watchClass: stream => this.#patchClass(stream, watchEmitters),
      };
      const emit = patchEmit(prototype, original =>
        servingEmit((emitter, event, args) => {
          if (event === 'stream') return beginStream(streams, emitter, args);
          const isHttp1 =
            event === 'request' && (args[0] as { httpVersionMajor?: number }).httpVersionMajor === 1;
          return isHttp1 ? beginRequest(http1, args) : undefined;
        }, original),
      );
      const messages = scheme === 'https' ? watchMessages() : [];
      return () => {
        for (const undo of [emit, ...messages]) undo();
      };
    });
  }

  #tracedServers(scheme: Scheme) {
    const { options, instruments } = this;
    const redact = urlRedaction([
      ...(options.redactQuery ?? []),
      ...(options.redactedQueryParamsServer ?? []),
    ]);
    const headers = options.headersToSpanAttributes?.server;
    const captureRequest = captureHeaders('request', headers?.requestHeaders);
    return {
      scheme,
      instruments,
      redact,
      captureRequest,
      attributes: serverAttributes(scheme, redact, captureRequest),
      captureResponse: captureHeaders('response', headers?.responseHeaders),
      isParentRequired: options.requireParentforIncomingSpans === true,
    };
  }

  #patchConnect(module: Http2): (() => void)[] {
    const patchSession = (session: ClientHttp2Session) =>
      this.#patchClass(session, prototype =>
        patchFunction(
          prototype,
          'request',
          tracingStreamRequest(this.#tracedRequests(), prototype.request as StreamRequest),
        ),
      );
    return [patchFunction(module, 'connect', tracingConnect(module.connect, patchSession))];
  }

  #tracedRequests(): TracedStreamRequests {
    const { options, instruments } = this;
    const headers = options.headersToSpanAttributes?.client;
    return {
      instruments,
      redact: urlRedaction([...(options.redactQuery ?? []), ...(options.redactedQueryParams ?? [])]),
      captureRequest: captureHeaders('request', headers?.requestHeaders),
      captureResponse: captureHeaders('response', headers?.responseHeaders),
      isParentRequired: options.requireParentforOutgoingSpans === true,
      isGrpcTraced: () => this.#isGrpcTraced,
      watchClass: stream =>
        this.#patchClass(stream, prototype => {
          const undo = [
            watchEmitters(prototype),
            patchFunction(prototype, 'close', noteClosing(prototype.close)),
          ];
          return () => {
            for (const each of undo) each();
          };
        }),
    };
  }

  /** Patches the class of an object, once. */
  #patchClass<Emitter extends EventEmitter>(
    emitter: Emitter,
    patch: (prototype: Emitter) => () => void,
  ): void {
    const prototype = Object.getPrototypeOf(emitter) as Emitter;
    if (this.#patched.has(prototype)) return;
    this.#patched.add(prototype);
    this.undoLater(patch(prototype), () => this.#patched.delete(prototype));
  }
}
