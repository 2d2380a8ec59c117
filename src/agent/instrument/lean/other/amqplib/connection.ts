import type { SpanKind } from '@opentelemetry/api';
import { ownDiag } from '../../../../../shared/log';
import { isFull } from '../../../../memory/share';
import { type SharingOptions, sharingOptions } from '../../../../tracing/shared-attributes';
import { type Channel, CONNECTION, type ConnectionAttributes, type Method } from './types';

interface ConnectOptions {
  readonly protocol?: string;
  readonly hostname?: string;
  readonly port?: number;
}

interface Connection {
  readonly serverProperties?: { readonly product?: unknown };
}

type Opened = (this: unknown, error: unknown, connection?: Connection) => unknown;

/** Wraps `connect`: an opened connection keeps the attributes that its spans share. */
export function describingConnect(original: Method<unknown>): Method<unknown> {
  return function (...args) {
    const [url, , opened] = args as [string | ConnectOptions | undefined, unknown, Opened];
    if (typeof opened === 'function')
      args[2] = function (this: unknown, ...results: Parameters<Opened>) {
        const [error, connection] = results;
        if (error == null && connection !== undefined) describe(connection, url);
        return opened.apply(this, results);
      };
    return original.apply(this, args);
  };
}

function describe(connection: Connection, url: string | ConnectOptions | undefined): void {
  try {
    const { product } = connection.serverProperties ?? {};
    const value = {
      'messaging.protocol_version': '0.9.1',
      ...placeOf(url || 'amqp://localhost'),
      'messaging.system': typeof product === 'string' && product ? product.toLowerCase() : undefined,
    };
    Object.defineProperty(connection, CONNECTION, { value, configurable: true });
  } catch (error) {
    ownDiag.error('amqplib: a connection could not be described', error);
  }
}

function placeOf(url: string | ConnectOptions): ConnectionAttributes {
  if (typeof url === 'object') return serverOf(url.protocol, url.hostname, url.port);
  const shown = url.replace(/:[^:@/]*@/, ':***@');
  if (!URL.canParse(shown)) return { 'messaging.url': shown };
  const { protocol, hostname, port } = new URL(shown);
  return { 'messaging.url': shown, ...serverOf(protocol, hostname, Number.parseInt(port, 10) || undefined) };
}

function serverOf(
  protocol: string | undefined,
  hostname: string | undefined,
  port: number | undefined,
): ConnectionAttributes {
  const name = (protocol || 'amqp').replace(/:$/, '').toUpperCase();
  return {
    'messaging.protocol': name,
    'server.address': hostname || 'localhost',
    'server.port': port || (name === 'AMQP' ? 5672 : 5671),
  };
}

/** Exceeds the exchanges and routing keys of most apps; more come from keys that are made up. */
const MAX_ROUTES = 500;

/** Options of the spans of a kind, by connection and route. */
export class RouteOptions {
  readonly #kind: SpanKind;
  readonly #more: ConnectionAttributes;
  readonly #byConnection = new WeakMap<object, Map<string, SharingOptions>>();

  constructor(kind: SpanKind, more: ConnectionAttributes = {}) {
    this.#kind = kind;
    this.#more = more;
  }

  of({ connection }: Channel, exchange: unknown, routingKey: unknown): SharingOptions {
    const attributes = connection?.[CONNECTION] ?? UNKNOWN;
    let routes = this.#byConnection.get(attributes);
    if (routes === undefined) {
      routes = new Map();
      this.#byConnection.set(attributes, routes);
    }
    const key = `${exchange} ${routingKey}`;
    const known = routes.get(key);
    if (known !== undefined) return known;
    const made = sharingOptions(
      {
        ...attributes,
        'messaging.destination': textOf(exchange),
        'messaging.destination_kind': 'topic',
        'messaging.rabbitmq.routing_key': textOf(routingKey),
        ...this.#more,
      },
      this.#kind,
    );
    if (isFull(routes.size, MAX_ROUTES)) routes.clear();
    routes.set(key, made);
    return made;
  }
}

const UNKNOWN: ConnectionAttributes = {};

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
