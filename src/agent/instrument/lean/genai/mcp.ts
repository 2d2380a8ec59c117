import { patchFunction } from '../patch-function';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/mcp.generated.json';
import type { GenAiOptions } from './inference/genai-instrumentation';
import { tracingOnNotification, tracingOnRequest } from './mcp/incoming';
import { type MetricInstruments, metricInstruments } from './mcp/instruments';
import { tracingNotification, tracingRequest } from './mcp/outgoing';

/** Makes spans of requests of the Model Context Protocol on both sides; messages carry the context in `_meta`. */
export class McpInstrumentation extends PatchingInstrumentation<GenAiOptions, MetricInstruments> {
  readonly #patched = new WeakSet<object>();

  constructor(options: GenAiOptions) {
    super(scope, options, metricInstruments);
  }

  /** Patches the class that clients and servers are made of; SDK 2 has a copy of it in each of its packages. */
  protected patch(exports: unknown, name: string): (() => void)[] {
    if (!name.startsWith('@modelcontextprotocol')) return [];
    const prototype = (exports as { Protocol?: { prototype: Record<string, never> } }).Protocol?.prototype;
    if (prototype === undefined || this.#patched.has(prototype)) return [];
    this.#patched.add(prototype);
    const options = { instruments: this.instruments, isCaptured: this.options.captureMessages === true };
    const isSecond = typeof prototype._requestWithSchemaViaCodec === 'function';
    const [request, notification] = isSecond
      ? ['_requestWithSchemaViaCodec', '_notificationViaCodec']
      : ['request', 'notification'];
    const place = isSecond ? 1 : 0;
    const wrappers = {
      [request!]: (original: never) => tracingRequest(options, original, place),
      [notification!]: (original: never) => tracingNotification(original, place),
      _onrequest: (original: never) => tracingOnRequest(options, original),
      _onnotification: (original: never) => tracingOnNotification(original),
    };
    return Object.entries(wrappers)
      .filter(([method]) => typeof prototype[method] === 'function')
      .map(([method, wrap]) => patchFunction(prototype, method, wrap(prototype[method]!) as never));
  }
}
