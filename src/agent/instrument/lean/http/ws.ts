import path from 'node:path';
import { patchFunction } from '../patch-function';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/ws.generated.json';
import { captureHeaders } from './captured-headers';
import { type Durations, durationHistograms } from './instruments';
import type { HttpOptions } from './options';
import { serverAttributes } from './server/server-attributes';
import { urlRedaction } from './url-query';
import { type Socket, traceMessages } from './ws/trace-messages';
import { type HandleUpgrade, tracingUpgrade } from './ws/trace-upgrade';

const SERVER = path.join('ws', 'lib', 'websocket-server.js');
const SOCKET = path.join('ws', 'lib', 'websocket.js');

interface WsOptions extends HttpOptions {
  /** Makes spans of messages. */
  readonly messageSpans?: boolean;
}

/**
 * Makes a span of each handshake that a server of ws answers; its handlers of connections run in the span's context.
 * Handshakes of clients are requests, of which the instrumentation of HTTP makes spans. On request, messages have spans
 * on either side.
 */
export class WsInstrumentation extends PatchingInstrumentation<WsOptions, Durations> {
  constructor(options: WsOptions) {
    super(scope, options, durationHistograms);
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    const { prototype } = Object(exports) as { prototype?: unknown };
    if (name === SERVER) return this.#patchServer(prototype as { handleUpgrade?: HandleUpgrade });
    if (name !== SOCKET || this.options.messageSpans !== true) return [];
    const socket = prototype as Socket | undefined;
    const isKnown = typeof socket?.send === 'function' && typeof socket.setSocket === 'function';
    return isKnown ? traceMessages(socket, this.instruments) : [];
  }

  #patchServer(server: { handleUpgrade?: HandleUpgrade } | undefined): (() => void)[] {
    const { options, instruments } = this;
    if (options.disableIncomingRequestInstrumentation || typeof server?.handleUpgrade !== 'function')
      return [];
    const { requestHeaders } = options.headersToSpanAttributes?.server ?? {};
    const redact = urlRedaction([
      ...(options.redactQuery ?? []),
      ...(options.redactedQueryParamsServer ?? []),
    ]);
    const capture = captureHeaders('request', requestHeaders);
    const traced = tracingUpgrade(
      {
        instruments,
        isParentRequired: options.requireParentforIncomingSpans === true,
        areConnectionsKept: options.messageSpans === true,
        attributes: {
          http: serverAttributes('http', redact, capture),
          https: serverAttributes('https', redact, capture),
        },
      },
      server.handleUpgrade,
    );
    return [patchFunction(server as { handleUpgrade: HandleUpgrade }, 'handleUpgrade', traced)];
  }
}
