import type { IncomingMessage, ServerResponse } from 'node:http';
import { ReturnOverride } from '../emitters/return-override';
import { areRoutesHidden } from './hidden-routes';

/** Used parts of a layer of Express 4 and 5. */
export interface Layer {
  readonly name: string;
  readonly handle: (...args: never[]) => unknown;
  /** The path that a request has matched; newer routers do not keep it. */
  readonly path?: string;
  readonly route?: Route | undefined;
  /** The pattern as it was given: `router` 2.3. */
  readonly rawPath?: unknown;
  /** Values of the path that a request has matched, by the names in the pattern. */
  readonly params?: Readonly<Record<string, unknown>>;
}

/** Method that tells whether a route handles a request method, by its names in Express 5 and 4. */
interface Route {
  readonly path?: unknown;
  _handlesMethod?(method: string): boolean;
  _handles_method?(method: string): boolean;
}

/** Tells whether a HEAD request passes by a route: the router also brings it to routes without a handler for it. */
export function isPassedBy({ route }: Layer, { method }: IncomingMessage): boolean {
  if (method !== 'HEAD' || route === undefined) return false;
  return (route._handlesMethod?.(method) ?? route._handles_method?.(method)) === false;
}

export interface Router {
  readonly stack: readonly Layer[];
}

export interface ExpressRequest extends IncomingMessage {
  /** The part of the URL that the layers around the request have taken off. */
  readonly baseUrl: string;
}

export type Next = (error?: unknown, ...rest: unknown[]) => unknown;
export type HandleRequest = (
  this: Layer,
  request: ExpressRequest,
  response: ServerResponse,
  next: Next,
) => unknown;

/** The call that added a layer: `use` of middleware, or `route` of a path that has handlers of its own. */
export type Adding = 'use' | 'route';

/** Facts of a layer from the call that added it. A plain object: on the app's layers it stays when the agent goes. */
export interface LayerMark {
  readonly router: Router;
  /** Undefined for middleware without a path, or at `/`. */
  pattern: string | undefined;
  readonly isRoute: boolean;
  /** True as long as the pattern of a layer from before the agent is not read. */
  isUnread: boolean;
}

/** Keeps a mark on a layer. */
export class MarkedLayer extends ReturnOverride {
  #mark: LayerMark;

  private constructor(layer: Layer, mark: LayerMark) {
    super(layer);
    this.#mark = mark;
  }

  static markOf(layer: Layer): LayerMark | undefined {
    if (!(#mark in layer)) return undefined;
    const mark = (layer as unknown as MarkedLayer).#mark;
    if (mark.isUnread) readPattern(mark, layer);
    return mark;
  }

  /** Marks the layers that a call has just added to a router; `first` is the first argument of that call. */
  static add(layers: readonly Layer[], router: Router, adding: Adding, first: unknown): void {
    const isRoute = adding === 'route' && !areRoutesHidden();
    const text = areRoutesHidden() ? undefined : patternOf(first);
    const pattern = text === '/' && !isRoute ? undefined : text;
    const mark = { router, pattern, isRoute, isUnread: false };
    for (const layer of layers) if (!(#mark in layer)) new MarkedLayer(layer, mark);
  }

  /** Marks the layers that a router had before the agent came. */
  static addEarlier(router: Router): void {
    for (const layer of router.stack) {
      const isRoute = layer.route !== undefined;
      if (!(#mark in layer)) new MarkedLayer(layer, { router, pattern: undefined, isRoute, isUnread: true });
    }
  }
}

/** Reads the pattern of a layer whose adding was not seen: most tell it, others once a request has matched it. */
function readPattern(mark: LayerMark, { route, rawPath = route?.path, path = '', params }: Layer): void {
  const text = rawPath === undefined ? withNames(path, params) : patternOf(rawPath);
  mark.pattern = (text === '/' || text === '') && !mark.isRoute ? undefined : text;
  mark.isUnread = false;
}

/** Puts names in the place of values: `/users/:id` for `/users/42`. */
function withNames(path: string, params: Layer['params'] = {}): string {
  const left = new Map(Object.entries(params).map(([name, value]) => [String(value), name]));
  const parts = path.split('/').map(part => {
    const name = left.get(decoded(part));
    return name === undefined || part === '' ? part : `:${name}`;
  });
  return parts.join('/');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function patternOf(first: unknown): string | undefined {
  if (!Array.isArray(first)) return textOf(first);
  const texts = first.map(textOf);
  return texts.some(text => text !== undefined) ? texts.join() : undefined;
}

function textOf(path: unknown): string | undefined {
  if (typeof path === 'string') return path;
  return path instanceof RegExp || typeof path === 'number' ? String(path) : undefined;
}
