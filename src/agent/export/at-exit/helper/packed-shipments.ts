import type { LogLevel } from '../../../../shared/log';
import type { Destination, TlsFiles } from '../../../../shared/otlp/destination';
import type { Batch } from '../../types';
import type { Shipment, Spooled } from '../shipment';

/** Task of the helper, its time limits, and its log level on stderr. */
export interface Errand {
  /** Time limit of its work. */
  readonly workMs: number;
  /** Time limit from the start of the helper; undefined where it is not waited for. */
  readonly waitMs: number | undefined;
  readonly logLevel: LogLevel;
  readonly shipments: readonly Shipment[];
}

interface Listed extends Omit<Errand, 'shipments'> {
  readonly shipments: readonly {
    readonly destination: Destination;
    readonly spooled?: Spooled | undefined;
    readonly batches: readonly {
      readonly signal: Batch['signal'];
      readonly items: number;
      readonly bytes: number;
    }[];
  }[];
}

/** Packs an errand: [length of the list: 4 bytes][the list as JSON][the bodies in turn]. */
export function packErrand({ shipments, ...terms }: Errand): Buffer {
  const list: Listed = {
    ...terms,
    shipments: shipments.map(({ destination, batches, spooled }) => ({
      destination: { ...destination, tls: asText(destination.tls) },
      spooled,
      batches: batches.map(({ signal, items, body }) => ({ signal, items, bytes: body.length })),
    })),
  };
  const json = Buffer.from(JSON.stringify(list));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(json.length);
  const bodies = shipments.flatMap(({ batches }) => batches.map(({ body }) => body));
  return Buffer.concat([length, json, ...bodies]);
}

/** Unpacks an errand; throws if it is cut off. */
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
    shipments: shipments.map(({ destination, batches, spooled }) => ({
      destination,
      spooled,
      batches: batches.map(({ signal, items, bytes }) => ({ signal, items, body: bodyOf(bytes) })),
    })),
  };
}

/** Turns PEM files into text: they are ASCII. */
function asText({ ca, key, cert }: TlsFiles): TlsFiles {
  return { ca: ca?.toString(), key: key?.toString(), cert: cert?.toString() };
}
