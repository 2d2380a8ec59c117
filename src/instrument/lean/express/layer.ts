import type { IncomingMessage, ServerResponse } from 'node:http';
import { Existing } from '../emitters/existing';

/** What of Express's and its router's own objects counts here (Express 4 and 5). */
export interface Layer {
  readonly name: string;
  readonly handle: (...args: never[]) => unknown;
  /** What a request has matched; not kept any more by newer routers. */
  readonly path?: string;
}

export interface Router {
  readonly stack: readonly Layer[];
}

export interface ExpressRequest extends IncomingMessage {
  readonly originalUrl: string;
  readonly route?: unknown;
}

export type Next = (error?: unknown, ...rest: unknown[]) => unknown;
export type HandleRequest = (
  this: Layer,
  request: ExpressRequest,
  response: ServerResponse,
  next: Next,
) => unknown;

/** What is known of a layer from the call that added it. */
export interface LayerMark {
  readonly router: Router;
  /** Undefined for a middleware that was added without a path. */
  readonly pattern: string | undefined;
  readonly isHandler: boolean;
}

/** The mark that is kept on a layer. */
export class MarkedLayer extends Existing {
  #mark: LayerMark;

  private constructor(layer: Layer, mark: LayerMark) {
    super(layer);
    this.#mark = mark;
  }

  static markOf(layer: Layer): LayerMark | undefined {
    return #mark in layer ? (layer as unknown as MarkedLayer).#mark : undefined;
  }

  /** Marks the layer that a router's `use` or `route` has just added; `first` is the first argument of that call. */
  static add(router: Router, first: unknown): Layer | undefined {
    const layer = router.stack.at(-1);
    if (layer === undefined || #mark in layer) return layer;
    new MarkedLayer(layer, {
      router,
      pattern: patternOf(first),
      isHandler: HANDLERS.has(layer.name),
    });
    return layer;
  }
}

/** How Express 4 and 5 call the function that goes through a route's own handlers. */
const HANDLERS = new Set(['bound dispatch', 'handle']);

function patternOf(first: unknown): string | undefined {
  if (!Array.isArray(first)) return textOf(first);
  const texts = first.map(textOf);
  return texts.some(text => text !== undefined) ? texts.join() : undefined;
}

function textOf(path: unknown): string | undefined {
  if (typeof path === 'string') return path;
  return path instanceof RegExp || typeof path === 'number' ? String(path) : undefined;
}
