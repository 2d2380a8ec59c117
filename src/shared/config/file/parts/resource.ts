import { didYouMean } from '../../../nearest';
import type { ResourceRules } from '../../declared';
import { give, type Into, report, reportAt } from '../into';
import { child, type FileNode, isNull, plainOf } from '../nodes';
import { listed, selectionOf } from './exporters';
import { map, own, type Part } from './part';
import { pairText, textIn } from './values';

const ATTRIBUTES = 'OTEL_RESOURCE_ATTRIBUTES';
const DETECTORS = 'OTEL_NODE_RESOURCE_DETECTORS';

/** `resource`. */
export const resource: Part = map({
  attributes: own(
    readAttributes,
    { path: '', setting: ATTRIBUTES },
    {
      path: '[service.name].value',
      setting: 'OTEL_SERVICE_NAME',
    },
  ),
  attributes_list: listed(ATTRIBUTES),
  'detection/development': map({
    attributes: own((node, key, into) => {
      declare(into, { detected: selectionOf(node, key, into) });
    }),
    detectors: own(readDetectors, { path: '', setting: DETECTORS }),
  }),
  schema_url: own((node, key, into) => {
    const schemaUrl = textIn(node, key, into);
    if (schemaUrl !== undefined) declare(into, { schemaUrl });
  }),
});

function declare({ found }: Into, rules: Partial<ResourceRules>): undefined {
  found.declared.resource = { ...found.declared.resource, ...rules };
}

/** Attributes as pairs of OTEL_RESOURCE_ATTRIBUTES; those that are no texts also as they are. */
function readAttributes(node: FileNode, key: string, into: Into): undefined {
  if (isNull(node)) return;
  if (node.kind !== 'list') return report(into, key, node, 'is no list of a name and a value each');
  const pairs: [string, string][] = [];
  const typed: Record<string, ResourceRules['typed'][string]> = {};
  for (const [index, item] of node.items.entries()) {
    const path = `${key}[${index}]`;
    const name = textIn(child(item, 'name'), `${path}.name`, into);
    const given = child(item, 'value');
    if (name === undefined || given === undefined || isNull(given)) {
      report(into, path, item, 'needs a name and a value');
      continue;
    }
    const value = typedValue(given, textIn(child(item, 'type'), `${path}.type`, into));
    if (value === undefined) report(into, `${path}.value`, given, 'is not of its type');
    else if (name === 'service.name' && given.kind === 'scalar')
      give(into, 'OTEL_SERVICE_NAME', given.text, `${path}.value`, given.place);
    else {
      pairs.push([name, Array.isArray(value) ? value.join(';') : String(value)]);
      if (typeof value !== 'string') typed[name] = value;
    }
  }
  const before = into.texts.get(ATTRIBUTES)?.text;
  if (pairs.length > 0)
    give(into, ATTRIBUTES, [...(before ? [before] : []), pairText(pairs)].join(','), key, node.place);
  declare(into, { typed });
}

type Typed = string | ResourceRules['typed'][string];

/** Value as the type says, or as it was written where there is none. */
function typedValue(node: FileNode, type: string | undefined): Typed | undefined {
  const value = plainOf(node);
  switch (type ?? guessed(value)) {
    case 'string':
      return node.kind === 'scalar' ? node.text : undefined;
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'int':
      return Number.isInteger(value) ? (value as number) : undefined;
    case 'double':
      return typeof value === 'number' ? value : undefined;
    case 'string_array':
      return isListOf(value, 'string') ? (value as string[]) : undefined;
    case 'bool_array':
      return isListOf(value, 'boolean') ? (value as boolean[]) : undefined;
    case 'int_array':
    case 'double_array':
      return isListOf(value, 'number') ? (value as number[]) : undefined;
    default:
      return undefined;
  }
}

/** The schema's default is string; a value that YAML has as another type keeps that. */
function guessed(value: unknown): string {
  const [one, suffix] = Array.isArray(value) ? [value[0] as unknown, '_array'] : [value, ''];
  if (typeof one === 'boolean') return `bool${suffix}`;
  return (typeof one === 'number' ? 'double' : 'string') + suffix;
}

function isListOf(value: unknown, type: string): boolean {
  return Array.isArray(value) && value.every(item => typeof item === type);
}

/** Detectors of OTEL_NODE_RESOURCE_DETECTORS for those of the schema, and for others by their own names. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  container: ['container'],
  host: ['host', 'os'],
  os: ['os'],
  process: ['process'],
  service: ['serviceinstance'],
  env: [],
  aws: ['aws'],
  gcp: ['gcp'],
  azure: ['azure'],
  alibaba: ['alibaba'],
};

function readDetectors(node: FileNode, key: string, into: Into): undefined {
  if (isNull(node)) return;
  if (node.kind !== 'list') return report(into, key, node, 'is no list');
  const names = new Set(['env']);
  for (const [index, item] of node.items.entries()) {
    const [entry] = item.kind === 'map' ? item.entries : [];
    const name = entry?.key ?? (item.kind === 'scalar' ? item.text : '');
    if (Object.hasOwn(NAMES, name)) for (const one of NAMES[name]!) names.add(one);
    else {
      const known = Object.keys(NAMES);
      reportAt(
        into,
        `${key}[${index}].${name}`,
        entry?.place ?? item.place,
        `is not one of ${known.join(', ')}${didYouMean(name, known)}`,
      );
    }
  }
  give(into, DETECTORS, [...names].join(','), key, node.place);
}
