import type { SignalExports } from '../../derived/signals';
import type { ValueSource } from '../../read/sources';
import type { Entry, MapNode, Place } from '../nodes';

/** A server's file, taken apart. */
export interface LivePart {
  /** Parts that are read at all. */
  readonly live: MapNode;
  readonly leftOut: LeftOut[];
  /** Signals that are to be off, with the places that say so. */
  readonly silent: Map<keyof SignalExports, ValueSource>;
}

export interface LeftOut {
  readonly path: string;
  readonly place: Place;
}

/**
 * Takes from a file what a server may say. It names what is taken, so that no part of the schema, present or later, is
 * read because it was forgotten here.
 */
export function livePart(node: MapNode, name: string): LivePart {
  const leftOut: LeftOut[] = [];
  const silent: LivePart['silent'] = new Map();
  const only = (entry: Entry, keys: readonly string[]): Entry[] => {
    const { node: inner } = entry;
    // Anything but a map is a mistake, which its reader names.
    if (inner.kind !== 'map') return [entry];
    const taken = inner.entries.filter(one => {
      if (keys.includes(one.key)) return true;
      leftOut.push({ path: `${entry.key}.${one.key}`, place: one.place });
      return false;
    });
    return taken.length === 0 ? [] : [{ ...entry, node: { ...inner, entries: taken } }];
  };

  /** `distribution.otel_agent`, without the keys that turn signals off. */
  const ownPart = (entry: Entry): Entry => {
    if (entry.node.kind !== 'map') return entry;
    const entries = entry.node.entries.filter(({ key, place, node: value }) => {
      const signal = SIGNALS[key];
      if (signal === undefined) return true;
      const path = `distribution.${entry.key}.${key}`;
      const isOff = value.kind === 'scalar' && value.value === 'none';
      if (isOff) silent.set(signal, { kind: 'file', name, ...place, key: path });
      else leftOut.push({ path, place });
      return false;
    });
    return { ...entry, node: { ...entry.node, entries } };
  };

  const entries = node.entries.flatMap((entry): Entry[] => {
    const { key, place } = entry;
    if (WHOLE.includes(key)) return [entry];
    if (key === 'tracer_provider') return only(entry, ['sampler']);
    if (key === 'instrumentation/development') return only(entry, ['js']);
    if (key === 'distribution')
      return only(entry, ['otel_agent']).map(one =>
        one.node.kind === 'map'
          ? { ...one, node: { ...one.node, entries: one.node.entries.map(ownPart) } }
          : one,
      );
    // Keys that begin with x- only hold anchors.
    if (!key.startsWith('x-')) leftOut.push({ path: key, place });
    return [];
  });
  return { live: { ...node, entries }, leftOut, silent };
}

const WHOLE: readonly string[] = ['file_format', 'disabled', 'log_level'];

const SIGNALS: Readonly<Record<string, keyof SignalExports>> = {
  traces_exporter: 'traces',
  metrics_exporter: 'metrics',
  logs_exporter: 'logs',
};
