import type { Client, ClientConfig, Command, MiddlewareStack, Send } from './types';

/** Of the client that a command was sent with last. */
const configs = new WeakMap<Command, ClientConfig>();

/** Wraps `send`, which notes the client's configuration for the handler of the command. */
export function sendingWith(original: Send, trace: (stack: MiddlewareStack) => void): Send {
  const { send } = {
    send(this: Client, ...args: Parameters<Send>) {
      const { config, middlewareStack } = Object(this) as Client;
      const [command] = args;
      if (middlewareStack !== undefined) trace(middlewareStack);
      if (config !== undefined && typeof command === 'object' && command !== null)
        configs.set(command, config);
      return original.apply(this, args);
    },
  };
  return send;
}

/** Returns the configuration of the client that has sent a command; undefined if none has. */
export function configOf(command: Command): ClientConfig | undefined {
  return configs.get(command);
}
