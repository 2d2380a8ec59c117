import type { Aggregation, View } from '../../declared';
import { type Into, report, reportAt } from '../into';
import { child, type FileNode, isNull } from '../nodes';
import { selectionOf } from './exporters';
import { map, own, type Part } from './part';
import { booleanOf, numberOf, textIn } from './values';

/** `views`. A view that is not wholly understood is left out. */
export const views: Part = own((node, key, into) => {
  if (isNull(node)) return;
  if (node.kind !== 'list') return report(into, key, node, 'is no list');
  into.found.declared.views = node.items.flatMap((item, index) => {
    const view = viewOf(item, `${key}[${index}]`, into);
    return view === undefined ? [] : [view];
  });
});

type Made<T> = { -readonly [Key in keyof T]: T[Key] };

function viewOf(node: FileNode, key: string, into: Into): View | undefined {
  const before = into.found.problems.length;
  const view: Made<View> = { selector: {} };
  map({
    selector: own((given, path) => {
      view.selector = selectorOf(given, path, into);
    }),
    stream: own((given, path) => readStream(given, path, into, view)),
  }).read(node, key, into);
  if (into.found.problems.length > before) return undefined;
  if (Object.keys(view.selector).length === 0) return report(into, key, node, 'selects no instruments');
  return view;
}

const SELECTORS = {
  instrument_name: 'instrumentName',
  instrument_type: 'instrumentType',
  unit: 'unit',
  meter_name: 'meterName',
  meter_version: 'meterVersion',
  meter_schema_url: 'meterSchemaUrl',
} as const;

/** Types of instruments, as the configuration schema names them. */
export const INSTRUMENT_TYPES = [
  'counter',
  'gauge',
  'histogram',
  'observable_counter',
  'observable_gauge',
  'observable_up_down_counter',
  'up_down_counter',
];

function selectorOf(node: FileNode, key: string, into: Into): View['selector'] {
  const selector: Made<View['selector']> = {};
  const parts = Object.entries(SELECTORS).map(([name, option]) => {
    const part = own((given, path) => {
      const text = textIn(given, path, into);
      if (text === undefined) return;
      if (name === 'instrument_type' && !INSTRUMENT_TYPES.includes(text))
        return report(into, path, given, `is not one of ${INSTRUMENT_TYPES.join(', ')}`);
      selector[option] = text;
    });
    return [name, part] as const;
  });
  map(Object.fromEntries(parts)).read(node, key, into);
  return selector;
}

function readStream(node: FileNode, key: string, into: Into, view: Made<View>): undefined {
  const text = (option: 'name' | 'description') =>
    own((given, path) => {
      const value = textIn(given, path, into);
      if (value !== undefined) view[option] = value;
    });
  map({
    name: text('name'),
    description: text('description'),
    aggregation: own((given, path) => {
      const aggregation = isNull(given) ? undefined : aggregationOf(given, path, into);
      if (aggregation !== undefined) view.aggregation = aggregation;
    }),
    aggregation_cardinality_limit: own((given, path) => {
      const limit = numberOf(given, path, into, { min: 1 });
      if (limit !== undefined) view.cardinalityLimit = limit;
    }),
    attribute_keys: own((given, path) => {
      view.attributeKeys = selectionOf(given, path, into);
    }),
  }).read(node, key, into);
}

function aggregationOf(node: FileNode, key: string, into: Into): Aggregation | undefined {
  const [entry] = node.kind === 'map' ? node.entries : [];
  const path = `${key}.${entry?.key}`;
  const at = (name: string) => child(entry!.node, name);
  const recordMinMax = () => booleanOf(at('record_min_max'), `${path}.record_min_max`, into);
  switch (entry?.key) {
    case 'default':
    case 'drop':
    case 'sum':
    case 'last_value':
      return { kind: entry.key };
    case 'explicit_bucket_histogram':
      return withoutUndefined({
        kind: entry.key,
        boundaries: boundariesOf(at('boundaries'), `${path}.boundaries`, into),
        recordMinMax: recordMinMax(),
      });
    case 'base2_exponential_bucket_histogram': {
      if (at('max_scale') !== undefined && !isNull(at('max_scale')!))
        reportAt(
          into,
          `${path}.max_scale`,
          at('max_scale')!.place,
          'is without effect: the SDK has no such limit',
        );
      return withoutUndefined({
        kind: entry.key,
        maxSize: numberOf(at('max_size'), `${path}.max_size`, into, { min: 2 }),
        recordMinMax: recordMinMax(),
      });
    }
    default:
      return report(into, key, node, 'is no aggregation that is known');
  }
}

function boundariesOf(node: FileNode | undefined, key: string, into: Into): number[] | undefined {
  if (node === undefined || isNull(node)) return undefined;
  if (node.kind !== 'list') return report(into, key, node, 'is no list of numbers');
  const options = { min: -Number.MAX_VALUE, isWhole: false };
  return node.items.flatMap((item, index) => numberOf(item, `${key}[${index}]`, into, options) ?? []);
}

function withoutUndefined<T extends object>(value: { [Key in keyof T]: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}
