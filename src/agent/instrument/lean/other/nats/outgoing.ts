import { type Context, propagation } from '@opentelemetry/api';
import type { Encodable } from './types';

/** Message on its way from the connection's method to the protocol's; both are called synchronously. */
export interface Outgoing {
  /** Context that its headers shall carry. */
  readonly context: Context;
  isSent: boolean;
}

let current: Outgoing | undefined;

/** Tells whether an outer method has a span for this message: `request` publishes through `publish`. */
export function isSending(): boolean {
  return current !== undefined;
}

/** Calls a method that sends a message. */
export function whileSending<Result>(outgoing: Outgoing, send: () => Result): Result {
  current = outgoing;
  try {
    return send();
  } finally {
    current = undefined;
  }
}

/** Returns the context for the message that is being sent, once. */
export function takeContext(): Context | undefined {
  if (current === undefined || current.isSent) return undefined;
  current.isSent = true;
  return current.context;
}

/**
 * Headers with the context, for the protocol to encode; the app's own object stays as it is. A header of the app that
 * differs in case alone (`Traceparent`, of Go's carriers) keeps its case and has the new value.
 */
export function withContext(given: Encodable | undefined, context: Context): Encodable {
  const carrier: Record<string, string> = {};
  propagation.inject(context, carrier);
  return { encode: () => Buffer.from(given === undefined ? textOf(carrier) : merged(given, carrier)) };
}

function textOf(carrier: Readonly<Record<string, string>>): string {
  return textOfLines(['NATS/1.0', ...linesOf(carrier)]);
}

function merged(given: Encodable, carrier: Readonly<Record<string, string>>): string {
  const [first = 'NATS/1.0', ...lines] = Buffer.from(given.encode()).toString().split('\r\n').filter(Boolean);
  const injected = new Map(Object.entries(carrier).map(entry => [entry[0].toLowerCase(), entry]));
  const spelled: Record<string, string> = {};
  const kept = lines.filter(line => {
    const key = line.slice(0, line.indexOf(':'));
    const entry = injected.get(key.toLowerCase());
    if (entry !== undefined) spelled[key] = entry[1];
    return entry === undefined;
  });
  const known = new Set(Object.keys(spelled).map(key => key.toLowerCase()));
  for (const [key, entry] of injected) if (!known.has(key)) spelled[entry[0]] = entry[1];
  return textOfLines([first, ...kept, ...linesOf(spelled)]);
}

function linesOf(headers: Readonly<Record<string, string>>): string[] {
  return Object.entries(headers)
    .filter(([, value]) => !/[\r\n]/.test(value))
    .map(([key, value]) => `${key}: ${value}`);
}

function textOfLines(lines: readonly string[]): string {
  return `${lines.join('\r\n')}\r\n\r\n`;
}
