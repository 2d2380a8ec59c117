import type { Segment } from '../store/segment';
import type { Attributes, Value } from '../trace';
import { noAttributes } from '../wire/no-attributes';
import { readKeyValue } from '../wire/read-value';
import { Reader } from '../wire/reader';

/** Target of a call that sends no spans of its own. */
export interface Peer {
  readonly name: string;
  readonly type: 'database' | 'messaging' | 'external';
}

/** The attributes that say whom a span calls (OpenTelemetry semantic conventions, today's names and older ones). */
const KEYS = [
  'service.peer.name',
  'peer.service',
  'db.system.name',
  'db.system',
  'db.namespace',
  'db.name',
  'messaging.system',
  'messaging.destination.name',
  'server.address',
  'net.peer.name',
  'server.port',
  'net.peer.port',
];

/** Names the peers of client and producer spans. Remembers by the attributes concerned, which are few in a segment. */
export class Peers {
  #segment: Segment | undefined;
  #isPeerKey = new Uint8Array(0);
  #known = new Map<string, Peer | undefined>();

  /** Finds the peer that the span calls; undefined if the span does not say. */
  of(segment: Segment, index: number): Peer | undefined {
    if (segment !== this.#segment || this.#isPeerKey.length !== segment.attributes.keys.count)
      this.#enter(segment);
    const { attributeIds, attributeStart, attributes } = segment;
    let key = '';
    for (let at = attributeStart[index]!; at < attributeStart[index + 1]!; at++) {
      const pair = attributeIds[at]!;
      if (this.#isPeerKey[attributes.keyOf[pair]!] === 1) key += `${pair} `;
    }
    if (!this.#known.has(key)) this.#known.set(key, peerFrom(segment, key));
    return this.#known.get(key);
  }

  #enter(segment: Segment): void {
    this.#segment = segment;
    this.#known = new Map();
    this.#isPeerKey = new Uint8Array(segment.attributes.keys.count);
    for (const name of KEYS) for (const key of segment.attributes.keysNamed(name)) this.#isPeerKey[key] = 1;
  }
}

function peerFrom({ attributes }: Segment, pairs: string): Peer | undefined {
  const found: Attributes = noAttributes();
  for (const pair of pairs.split(' ').slice(0, -1))
    readKeyValue(new Reader(attributes.get(Number(pair))), found);
  const host = text(found['server.address'] ?? found['net.peer.name']);
  const service = text(found['service.peer.name'] ?? found['peer.service']);
  const database = text(found['db.system.name'] ?? found['db.system']);
  const broker = text(found['messaging.system']);
  if (service !== '') return { name: service, type: 'external' };
  if (database !== '')
    return { name: join(database, found['db.namespace'] ?? found['db.name'] ?? host), type: 'database' };
  if (broker !== '')
    return { name: join(broker, found['messaging.destination.name'] ?? host), type: 'messaging' };
  if (host === '') return undefined;
  const port = found['server.port'] ?? found['net.peer.port'];
  const isAddress = /^[\d.:]+$|^localhost$/.test(host);
  return { name: isAddress && port !== undefined ? `${host}:${String(port)}` : host, type: 'external' };
}

function join(system: string, rest: Value): string {
  const detail = text(rest);
  return detail === '' ? system : `${system} ${detail}`;
}

function text(value: Value | undefined): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** The service that a span belongs to. */
export function serviceOf(segment: Segment, index: number): string {
  return segment.origins.of(segment.origin[index]!).service;
}
