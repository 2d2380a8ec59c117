import { context } from '@opentelemetry/api';
import { replaceMethod } from './replace-method';

type AnyFunction = (this: unknown, ...args: unknown[]) => unknown;

interface Command {
  execute?: AnyFunction;
  onResult?: AnyFunction;
}

/** A command's packets come when the socket has them, in the context in which the connection was made. */
export function keepMysql2Connection(Connection: { prototype: { addCommand?: AnyFunction } }): void {
  replaceMethod(Connection.prototype, 'addCommand', original => {
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

/** A connection that is waited for comes in the context of whoever gives one back. */
export function keepMysql2Pool(Pool: { prototype: { getConnection?: AnyFunction } }): void {
  replaceMethod(Pool.prototype, 'getConnection', original => {
    return function (this: unknown, callBack, ...others) {
      return original.call(this, context.bind(context.active(), callBack), ...others);
    };
  });
}
