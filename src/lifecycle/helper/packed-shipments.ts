import type { LogLevel } from '../../log';
import type { Batch } from '../../pipeline/types';
import type { Connection, Shipment } from '../drain';

/** What the helper is to do, by when, and how much it says on stderr. */
export interface Errand {
  readonly timeoutMs: number;
  readonly logLevel: LogLevel;
  readonly shipments: readonly Shipment[];
}

interface Listed {
  readonly timeoutMs: number;
  readonly logLevel: LogLevel;
  readonly shipments: readonly {
    readonly connection: Connection;
    readonly batches: readonly {
      readonly signal: Batch['signal'];
      readonly items: number;
      readonly bytes: number;
    }[];
  }[];
}

/** [length of the list: 4 bytes][the list as JSON][the bodies one after another] */
export function packErrand({ shipments, ...terms }: Errand): Buffer {
  const list: Listed = {
    ...terms,
    shipments: shipments.map(({ connection, batches }) => ({
      connection: { ...connection, tls: asText(connection.tls) },
      batches: batches.map(({ signal, items, body }) => ({ signal, items, bytes: body.length })),
    })),
  };
  const json = Buffer.from(JSON.stringify(list));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const bodies = shipments.flatMap(({ batches }) => batches.map(({ body }) => body));
  return Buffer.concat([length, json, ...bodies]);
}

/** Throws when it is cut off. */
export function unpackErrand(packed: Buffer): Errand {
  let at = 4 + packed.readUInt32LE(0);
  const { shipments, ...terms }: Listed = JSON.parse(packed.toString('utf8', 4, at));
  const bodyOf = (bytes: number) => {
    const body = packed.subarray(at, at + bytes);
    at += bytes;
    return body;
  };
  return {
    ...terms,
    shipments: shipments.map(({ connection, batches }) => ({
      connection,
      peerAddress: undefined,
      batches: batches.map(({ signal, items, bytes }) => ({ signal, items, body: bodyOf(bytes) })),
    })),
  };
}

/** PEM files are ASCII. */
function asText(tls: Connection['tls']): NonNullable<Connection['tls']> {
  const entries = Object.entries(tls ?? {}).filter(([, pem]) => pem !== undefined);
  return Object.fromEntries(entries.map(([name, pem]) => [name, pem.toString()]));
}
