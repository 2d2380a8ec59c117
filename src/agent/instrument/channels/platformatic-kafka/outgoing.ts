import type { Context } from '@opentelemetry/api';
import { withProperty } from '../../../upstream/wrapping/with-property';
import type { Shown } from '../kafka/message-span';
import { headersFor } from '../kafka/sender';
import { type HeaderForm, headerFormOf } from './header-form';

export interface Message extends Shown {
  readonly topic: string;
  readonly headers?: ReadonlyMap<unknown, unknown> | Readonly<Record<string, unknown>>;
}

/** The app's own object, to which the library writes its defaults. */
export interface SendOptions {
  messages: readonly Message[];
}

/** The app's messages, by the copies that stand in their place. */
const originals = new WeakMap<readonly Message[], readonly Message[]>();

/**
 * Has copies of the messages sent, with the context in their headers. They stand in the options until the library reads
 * them, which is before `send` returns, unless it has to introduce an idempotent producer first.
 */
export function sendWith(context: Context, options: SendOptions, producer: object): void {
  const given = options.messages;
  const form = headerFormOf(producer);
  // An options object that waits for an earlier send already holds the copies of that.
  if (form === undefined || originals.has(given)) return;
  const headers = headersFor(context);
  const copies = given.map(message =>
    withProperty(message, 'headers', joined(message.headers, headers, form)),
  );
  originals.set(copies, given);
  Object.defineProperty(copies, Symbol.iterator, {
    value: () => {
      giveBack(options);
      return Array.prototype[Symbol.iterator].call(copies);
    },
  });
  Reflect.set(options, 'messages', copies);
}

/** Puts the app's messages back into the options. */
export function giveBack(options: SendOptions): void {
  const given = originals.get(options.messages);
  if (given !== undefined) options.messages = given;
}

function joined(
  given: Message['headers'],
  added: Readonly<Record<string, string>>,
  { name, value }: HeaderForm,
): ReadonlyMap<unknown, unknown> {
  const entries = given instanceof Map ? [...given] : Object.entries(given ?? {});
  const others = entries.filter(([key]) => !Object.hasOwn(added, String(key)));
  const own = Object.entries(added).map(([key, text]) => [name(key), value(text)] as const);
  return new Map<unknown, unknown>([...others, ...own]);
}
