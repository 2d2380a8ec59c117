import type { Tracer } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { whenThrown } from '../../../../lifecycle/thrown';
import { watchEvents } from '../../../../upstream/watching/watch-events';
import { patchFunction } from '../../patch-function';
import { QueryCall } from './query-call';
import type { Callback, Command, Connection, Method, PreparedStatement } from './types';

/** Traces the queries of a class of connections; returns functions that undo it. */
export function patchConnection(
  prototype: Connection,
  instruments: { readonly tracer: Tracer },
): (() => void)[] {
  const undo: (() => void)[] = [];
  const { query, execute, prepare } = prototype;
  const begin = ({ config }: Connection, [first]: unknown[]) =>
    QueryCall.begin(instruments, config, textOf(first));
  const statements = new WeakMap<PreparedStatement, Connection>();
  const patched = new WeakSet<object>();

  /** The class of prepared statements shows with the first of them. */
  function patchStatement(connection: Connection, statement: PreparedStatement): void {
    statements.set(statement, connection);
    const owner = Object.getPrototypeOf(statement) as PreparedStatement;
    if (patched.has(owner)) return;
    patched.add(owner);
    const traced = tracing<PreparedStatement>(owner.execute, one =>
      QueryCall.begin(instruments, statements.get(one)?.config, String(one.query)),
    );
    undo.push(patchFunction(owner, 'execute', traced));
  }

  // Methods have no `prototype`, as the class's own have none.
  const { preparing } = {
    preparing(this: Connection, ...args: unknown[]) {
      const callback = args[1];
      if (typeof callback === 'function') {
        const connection = this;
        args[1] = function (this: unknown, ...results: unknown[]) {
          if (typeof Object(results[1]).execute === 'function')
            patchStatement(connection, results[1] as PreparedStatement);
          return (callback as Callback).apply(this, results);
        };
      }
      return prepare.apply(this, args);
    },
  };

  undo.push(
    patchFunction(prototype, 'query', tracing(query, begin)),
    patchFunction(prototype, 'execute', tracing(execute, begin)),
    patchFunction(prototype, 'prepare', preparing),
  );
  return [() => undo.splice(0).forEach(one => void one())];
}

function textOf(first: unknown): string | undefined {
  const text = typeof first === 'string' ? first : (Object(first) as Command).sql;
  return typeof text === 'string' ? text : undefined;
}

/** Wraps a method that sends a statement: its callback ends the call, or the events of the command that it returns. */
function tracing<This>(
  original: Method<This>,
  begin: (one: This, args: unknown[]) => QueryCall | undefined,
): Method<This> {
  const { traced } = {
    traced(this: This, ...args: unknown[]) {
      const call = quietly(() => begin(this, args));
      if (call === undefined) return original.apply(this, args);
      const hasCallback = replaceCallback(args, call);
      let hasThrown = true;
      try {
        const command = original.apply(this, args);
        hasThrown = false;
        if (!hasCallback) endWithEvents(call, command);
        return command;
      } finally {
        if (hasThrown) whenThrown(uncaught => call.fail(uncaught?.error));
      }
    },
  };
  return traced;
}

function quietly(begin: () => QueryCall | undefined): QueryCall | undefined {
  try {
    return begin();
  } catch (error) {
    ownDiag.error('mysql2: a query could not be traced', error);
    return undefined;
  }
}

/** Puts the end of the call before the callback, which is an argument, or the command's own. */
function replaceCallback(args: unknown[], call: QueryCall): boolean {
  const ending = (callback: Callback): Callback =>
    function (...results) {
      if (results[0]) call.fail(results[0]);
      else call.end();
      return callback.apply(this, results);
    };
  for (const at of [0, 1, 2]) {
    const given = args[at];
    if (typeof given !== 'function') continue;
    args[at] = ending(given as Callback);
    return true;
  }
  const command = args[0] as Command;
  if (typeof Object(command).onResult !== 'function') return false;
  command.onResult = ending(command.onResult!);
  return true;
}

function endWithEvents(call: QueryCall, command: unknown): void {
  if (typeof command !== 'object' || command === null) call.end();
  else
    watchEvents(command, (event, argument) => {
      if (event === 'error') call.fail(argument);
      else if (event === 'end') call.end();
    });
}
