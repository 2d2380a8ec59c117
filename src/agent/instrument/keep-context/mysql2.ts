import { context } from '@opentelemetry/api';
import { replaceMethod, type Undo } from './replace-method';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

interface Command {
  execute?: AnyFunction;
  onResult?: AnyFunction;
}

/** Runs a command's packets in its own context: the socket delivers them in that of the connection. */
export function keepMysql2Connection(Connection: { prototype: { addCommand?: AnyFunction } }): Undo[] {
  return replaceMethod(Connection.prototype, 'addCommand', original => {
    return function (this: unknown, ...args) {
      const command = args[0] as Command;
      const active = context.active();
      for (const name of ['execute', 'onResult'] as const) {
        if (typeof command[name] === 'function') command[name] = context.bind(active, command[name]);
      }
      return original.apply(this, args);
    };
  });
}

/**
 * Runs the callback of a waiting caller in its own context: the pool calls it in that of the request that returns a
 * connection.
 */
export function keepMysql2Pool(Pool: { prototype: { getConnection?: AnyFunction } }): Undo[] {
  return replaceMethod(Pool.prototype, 'getConnection', original => {
    return function (this: unknown, callBack, ...others) {
      return original.call(this, context.bind(context.active(), callBack), ...others);
    };
  });
}
