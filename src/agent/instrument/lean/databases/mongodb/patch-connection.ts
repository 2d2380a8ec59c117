import { collectionOf } from '../../../../redaction/mongo-statement';
import { activeContext, runInContext } from '../../../../tracing/context-manager';
import { patchFunction } from '../../patch-function';
import { endCommand, startCommand } from './command-span';
import type { Callback, Method, SentCommand, TracedCommands } from './types';

interface Connection {
  readonly address?: unknown;
  command: Method<Connection>;
}

interface Namespace {
  readonly db?: string;
  readonly collection?: string;
}

type Command = Readonly<Record<string, unknown>>;

/** Traces the commands of connections (mongodb 4 to 7). */
export function patchConnection(
  tracing: TracedCommands,
  { Connection: { prototype } }: { readonly Connection: { readonly prototype: Connection } },
  hasPromises: boolean,
): (() => void)[] {
  const trace = hasPromises ? tracingPromise : tracingCallback;
  return [patchFunction(prototype, 'command', trace(tracing, prototype.command))];
}

/** Gives callbacks of a pool the context of the code that waits for a connection (mongodb 4 to 6.3). */
export function patchPool({
  ConnectionPool: { prototype },
}: {
  readonly ConnectionPool: { readonly prototype: { checkOut: Method } };
}): (() => void)[] {
  const { checkOut } = prototype;
  const keeping: Method = function (...args) {
    const at = args.length - 1;
    if (typeof args[at] === 'function') args[at] = inCallersContext(args[at] as Callback);
    return checkOut.apply(this, args);
  };
  return [patchFunction(prototype, 'checkOut', keeping)];
}

/** Since 6.4 a command returns a promise, which the driver itself awaits. */
function tracingPromise(tracing: TracedCommands, original: Method<Connection>): Method<Connection> {
  return function (...args) {
    const [namespace, command] = args as [Namespace, Command];
    if (!isTraced(command)) return original.apply(this, args);
    const name = nameOf(command);
    const span = startCommand(tracing, () => sentTo(this, namespace, command, name));
    const result = original.apply(this, args) as Promise<unknown>;
    if (span !== undefined)
      result.then(
        () => span.end(),
        error => endCommand(tracing, span, error),
      );
    if (name === END_SESSIONS) result.then(tracing.whenSessionsEnd, tracing.whenSessionsEnd);
    return result;
  };
}

/** Before 6.4 its last argument is a callback, which the app's code follows. */
function tracingCallback(tracing: TracedCommands, original: Method<Connection>): Method<Connection> {
  return function (...args) {
    const [namespace, command, , callback] = args as [Namespace, Command, unknown, Callback];
    if (!isTraced(command) || typeof callback !== 'function') return original.apply(this, args);
    const name = nameOf(command);
    const span = startCommand(tracing, () => sentTo(this, namespace, command, name));
    let isDone = false;
    const done: Callback = function (error, ...results) {
      if (!isDone) {
        isDone = true;
        if (span !== undefined) endCommand(tracing, span, error);
        if (name === END_SESSIONS) tracing.whenSessionsEnd();
      }
      return callback.call(this, error, ...results);
    };
    args[3] = inCallersContext(done);
    return original.apply(this, args);
  };
}

const END_SESSIONS = 'endSessions';

/** Handshakes have no spans. */
function isTraced(command: Command): boolean {
  return typeof command === 'object' && command !== null && !command.ismaster && !command.hello;
}

/** The first field of a command is its name. */
function nameOf(command: Command): string | undefined {
  for (const name in command) return name;
  return undefined;
}

function sentTo(
  { address }: Connection,
  { db, collection }: Namespace,
  command: Command,
  operation: string | undefined,
): SentCommand {
  return {
    operation,
    address: typeof address === 'string' ? address : undefined,
    database: db,
    collection: collectionOf(collection, command),
    document: command,
  };
}

function inCallersContext(callback: Callback): Callback {
  const caller = activeContext();
  return function (error, ...results) {
    return runInContext(caller, callback, this, error, ...results);
  };
}
