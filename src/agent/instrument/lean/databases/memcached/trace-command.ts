import { type Context, type Span, SpanKind, SpanStatusCode, type Tracer, trace } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { isFull } from '../../../../memory/share';
import { redactMessage } from '../../../../redaction/redact-message';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { type SharingOptions, sharingOptions } from '../../../../tracing/shared-attributes';
import { describeError } from '../../../channels/engine/describe-error';
import { isLeftOut } from '../../is-left-out';

/** Used parts of a client of memcached 2. */
export interface Client {
  readonly servers: readonly string[];
  readonly HashRing: { get(key: unknown): string | undefined };
  command: (this: Client, ...args: unknown[]) => unknown;
}

/** Command, as the client's own function makes it. */
interface Query {
  readonly type: string;
  readonly key?: string | string[];
  readonly lifetime?: number;
  callback?: Callback;
}

type Compile = (...args: unknown[]) => Query;
type Callback = (this: unknown, ...results: unknown[]) => unknown;

interface TracedCommands {
  readonly instruments: { readonly tracer: Tracer };
  /** True if messages of errors are shown as they are: OTEL_AGENT_DB_STATEMENT. */
  readonly isRaw: boolean;
  /** Version of the library. */
  readonly version: string | undefined;
}

/** Wraps the method that sends a command: its span lasts until the callback, which keeps the caller's context. */
export function tracingCommand(tracing: TracedCommands, original: Client['command']): Client['command'] {
  return function (...args) {
    const [compile, server] = args as [Compile | undefined, string | undefined];
    if (typeof compile !== 'function') return original.apply(this, args);
    const caller = activeContext();
    let isFirst = true;
    args[0] = (...given: unknown[]) => {
      const query = compile(...given);
      // Redundant servers get the command again.
      if (isFirst) begin(tracing, { client: this, server, caller }, query);
      isFirst = false;
      return query;
    };
    return original.apply(this, args);
  };
}

interface Call {
  readonly client: Client;
  readonly server: string | undefined;
  readonly caller: Context;
}

function begin(tracing: TracedCommands, call: Call, query: Query): void {
  try {
    const span = startSpan(tracing, call, query);
    const { callback } = query;
    if (typeof callback === 'function') query.callback = ending(tracing, call.caller, callback, span);
    else span?.end();
  } catch (error) {
    ownDiag.error('memcached: a command could not be traced', error);
  }
}

/** Starts a command's span; undefined in a trace that is not sampled. */
function startSpan(tracing: TracedCommands, call: Call, query: Query): Span | undefined {
  const above = trace.getSpan(call.caller);
  if (above !== undefined && isLeftOut(above)) return undefined;
  const server = call.server || serverOf(call.client, query);
  const options = optionsFor(tracing.version, query.type, typeof server === 'string' ? server : '');
  const span = tracing.instruments.tracer.startSpan(`memcached ${query.type}`, options, call.caller);
  if (query.key !== undefined) span.setAttribute('db.memcached.key', query.key);
  if (query.lifetime !== undefined) span.setAttribute('db.memcached.lifetime', query.lifetime);
  return span;
}

function serverOf({ servers, HashRing }: Client, { key }: Query): string | undefined {
  return servers.length === 1 ? servers[0] : HashRing.get(key);
}

function ending(
  tracing: TracedCommands,
  caller: Context,
  callback: Callback,
  span: Span | undefined,
): Callback {
  return function (...results) {
    if (span !== undefined) end(tracing, span, results[0]);
    return runInContext(caller, callback, this, ...results);
  };
}

function end({ isRaw }: TracedCommands, span: Span, error: unknown): void {
  const redact = isRaw ? (message: string) => message : redactMessage;
  if (typeof error === 'string') {
    span.recordException(redact(error));
    span.setStatus({ code: SpanStatusCode.ERROR });
  } else if (error) describeError(span, error, redact);
  span.end();
}

/** Exceeds the servers of an app times their commands. */
const MAX_OPTIONS = 500;
const known = new Map<string, SharingOptions>();

function optionsFor(version: string | undefined, operation: string, server: string): SharingOptions {
  const key = `${operation} ${server} ${version}`;
  const options = known.get(key);
  if (options !== undefined) return options;
  const [host, port] = server.split(':');
  const number = Number.parseInt(port ?? '', 10);
  const attributes = {
    'memcached.version': version,
    'db.system.name': 'memcached',
    'server.address': host || undefined,
    'server.port': host && !Number.isNaN(number) ? number : undefined,
    'db.operation.name': operation,
  };
  const made = sharingOptions(attributes, SpanKind.CLIENT);
  if (isFull(known.size, MAX_OPTIONS)) known.clear();
  known.set(key, made);
  return made;
}
