import { type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { redactMessage } from '../../../../redaction/redact-message';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { describeError } from '../../../channels/engine/describe-error';
import { isLeftOut } from '../../is-left-out';
import { patchFunction } from '../../patch-function';
import { readPath } from './read-path';

type Callback = (error: unknown, result?: Result) => unknown;

interface Result {
  readonly statusCode?: number | null;
  readonly meta?: {
    readonly connection?: { readonly url?: { hostname?: string; port?: string; protocol?: string } };
  };
}

/** Used parts of the client's transport. */
export interface Transport {
  request: (this: Transport, params: Params, options?: unknown, callback?: Callback) => unknown;
}

interface Params {
  readonly method?: string;
  readonly path?: string;
}

/** Gives each request a span; returns a function that undoes it. */
export function patchTransport(prototype: Transport, instruments: { readonly tracer: Tracer }): () => void {
  const { request } = prototype;
  return patchFunction(prototype, 'request', function (params, ...others) {
    const caller = activeContext();
    const span = startSpan(instruments.tracer, params);
    if (span === undefined) return request.call(this, params, ...others);
    const send = (options: unknown, callback: Callback) =>
      runInContext(trace.setSpan(caller, span), request, this, params, options, (error, result) => {
        endSpan(span, error, result);
        return runInContext(caller, callback, undefined, error, result);
      });
    const [options, callback = options] = others;
    if (typeof callback !== 'function') return withPromise(settle => send(options, settle));
    return send(typeof options === 'function' ? undefined : options, callback as Callback);
  });
}

/** Gives what the client returns its promise again, which it makes only where no callback is given. */
function withPromise(send: (settle: Callback) => unknown): unknown {
  let sent: unknown;
  const answer = new Promise<unknown>((resolve, reject) => {
    sent = send((error, result) => (error ? reject(error) : resolve(result)));
  });
  return Object.assign(Object(sent), {
    // biome-ignore lint/suspicious/noThenProperty: the client's own object has it.
    then: (...handlers: never[]) => answer.then(...handlers),
    catch: (...handlers: never[]) => answer.catch(...handlers),
    finally: (...handlers: never[]) => answer.finally(...handlers),
  });
}

function startSpan(tracer: Tracer, params: Params): Span | undefined {
  const above = trace.getSpan(activeContext());
  if (above !== undefined && isLeftOut(above)) return undefined;
  const { method = 'GET', path = '/' } = Object(params) as Params;
  const { operation, index } = readPath(String(method), String(path));
  const attributes = {
    'db.system.name': 'opensearch',
    'db.operation.name': operation,
    'http.request.method': String(method),
    ...(index !== undefined && { 'db.collection.name': index }),
  };
  const name = index === undefined ? operation : `${operation} ${index}`;
  return tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes });
}

function endSpan(span: Span, error: unknown, result: Result | undefined): void {
  const { statusCode, meta } = result ?? {};
  const { hostname, port, protocol } = meta?.connection?.url ?? {};
  if (hostname !== undefined) {
    const usual = protocol === 'https:' ? 443 : 80;
    span.setAttributes({ 'server.address': hostname, 'server.port': Number(port) || usual });
  }
  if (typeof statusCode === 'number') span.setAttribute('db.response.status_code', String(statusCode));
  if (error) {
    describeError(span, error, redactMessage);
    span.setAttribute('error.type', String((Object(error) as { name?: unknown }).name ?? '_OTHER'));
  }
  span.end();
}
