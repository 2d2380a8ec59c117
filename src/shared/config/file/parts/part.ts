import { didYouMean } from '../../../nearest';
import type { Into } from '../into';
import { report, reportAt } from '../into';
import { type FileNode, isNull } from '../nodes';

/** Reads a kind of value of the file. `key` is its path, for messages: `tracer_provider.processors[0].batch`. */
export interface Part {
  read(node: FileNode, key: string, into: Into): void;
  /** Where settings stand in it. */
  readonly places: readonly SettingPlace[];
}

/** Place of a setting, relative to its part: `[].batch.schedule_delay`. */
export interface SettingPlace {
  readonly path: string;
  readonly setting: string;
}

type Parts = Readonly<Record<string, Part>>;

/** Map with known keys. Others are named with the nearest one. */
export function map(parts: Parts): Part {
  return {
    places: placesOf(parts),
    read(node, key, into) {
      if (isNull(node)) return;
      if (node.kind !== 'map') return report(into, key, node, 'is no map of keys and values');
      for (const entry of node.entries) {
        const path = joined(key, entry.key);
        if (Object.hasOwn(parts, entry.key)) parts[entry.key]!.read(entry.node, path, into);
        else
          reportAt(into, path, entry.place, `is not a key here${didYouMean(entry.key, Object.keys(parts))}`);
      }
    },
  };
}

/** Map with exactly one key, which chooses a component. `chosen` is told its name; null is a choice without options. */
export function choice(
  parts: Parts,
  chosen?: (name: string, node: FileNode, key: string, into: Into) => void,
): Part {
  return {
    places: placesOf(parts),
    read(node, key, into) {
      if (node.kind !== 'map' || node.entries.length === 0)
        return report(into, key, node, `names none of ${Object.keys(parts).join(', ')}`);
      const [first, second] = node.entries;
      if (second !== undefined)
        reportAt(
          into,
          joined(key, second.key),
          second.place,
          isNull(first!.node) && !Object.hasOwn(parts, second.key)
            ? `stands beside ${first!.key}, which is empty: indent it below ${first!.key}`
            : `stands beside ${first!.key}, where one is allowed`,
        );
      const path = joined(key, first!.key);
      if (!Object.hasOwn(parts, first!.key)) {
        const names = Object.keys(parts);
        return reportAt(
          into,
          path,
          first!.place,
          `is not one of ${names.join(', ')}${didYouMean(first!.key, names)}`,
        );
      }
      chosen?.(first!.key, first!.node, path, into);
      parts[first!.key]!.read(first!.node, path, into);
    },
  };
}

/** List of equal parts. */
export function list(item: Part): Part {
  return {
    places: item.places.map(place => ({ ...place, path: `[]${dotted(place.path)}` })),
    read(node, key, into) {
      if (isNull(node)) return;
      if (node.kind !== 'list') return report(into, key, node, 'is no list');
      for (const [index, one] of node.items.entries()) item.read(one, `${key}[${index}]`, into);
    },
  };
}

/** Part that the agent cannot do: named, unless it is left empty or says no more than `unless`. */
export function unable(reason: string, unless?: unknown): Part {
  return {
    places: [],
    read(node, key, into) {
      if (isNull(node) || (node.kind === 'scalar' && node.value === unless)) return;
      reportAt(into, key, node.place, `is without effect: ${reason}`);
    },
  };
}

/** Part that is right and asks for nothing. */
export const nothing: Part = { places: [], read() {} };

/** Part with a reader of its own. */
export function own(read: Part['read'], ...places: readonly SettingPlace[]): Part {
  return { read, places };
}

function placesOf(parts: Parts): SettingPlace[] {
  return Object.entries(parts).flatMap(([key, part]) =>
    part.places.map(({ path, setting }) => ({ path: key + dotted(path), setting })),
  );
}

function dotted(path: string): string {
  return path === '' || path.startsWith('[') ? path : `.${path}`;
}

function joined(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`;
}
