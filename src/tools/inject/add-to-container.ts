import type { YAMLMap } from 'yaml';
import { type EnvEntry, envValue, volumeMounts } from './agent-parts';
import { type Container, entryOf, sourceOf } from './choose-containers';
import type { ContainerRecord } from './record';
import { addItems, addPairs, appendText, type Layout, pairOf, textIn } from './text/collections';
import type { TextEdits } from './text/text-edits';

/** Record of a change to a container, and remarks for the user. */
export interface ContainerChange {
  readonly record: ContainerRecord;
  readonly notes: readonly string[];
}

/** Entries of the environment to add, and whether a volume for the spool is mounted. */
export interface ContainerAddition {
  readonly entries: readonly EnvEntry[];
  readonly hasSpool: boolean;
}

/** Gives a container the agent's mounts and environment. Values of the manifest are appended to or left alone. */
export function addToContainer(
  edits: TextEdits,
  { name: container, map }: Container,
  { entries, hasSpool }: ContainerAddition,
  layout: Layout,
): ContainerChange {
  const notes: string[] = [];
  const appended: Record<string, string> = {};
  const missing: EnvEntry[] = [];
  for (const entry of entries) {
    const there = entryOf(map, entry.name);
    if (there === undefined) missing.push(entry);
    else if (isAppendable(entry) && sourceOf(there) === undefined)
      appended[entry.name] = append(edits, there, entry, layout);
    else notes.push(...noteOnKept(there, entry).map(note => `${container}: ${note}`));
  }
  if (pairOf(map, 'envFrom') !== undefined && missing.some(({ name }) => name === 'NODE_OPTIONS'))
    notes.push(`${container}: a NODE_OPTIONS from its envFrom no longer counts`);
  const valueless = Object.keys(appended).filter(name => pairOf(entryOf(map, name)!, 'value') === undefined);
  const created = [...['env', 'volumeMounts'].filter(key => pairOf(map, key) === undefined), ...valueless];
  if (missing.length > 0) addItems(edits, map, 'env', missing.map(envValue), layout);
  addItems(edits, map, 'volumeMounts', volumeMounts(hasSpool), layout);
  const own = entries.filter(entry => !missing.includes(entry)).map(({ name }) => name);
  return { record: { created, own, appended }, notes };
}

/** Separator between an earlier value and an appended one. */
const SEPARATORS: Readonly<Record<string, string>> = { NODE_OPTIONS: ' ', OTEL_RESOURCE_ATTRIBUTES: ',' };

function isAppendable({ name }: EnvEntry): boolean {
  return name in SEPARATORS;
}

/** Appends to a value of the manifest, and returns its new ending. */
function append(edits: TextEdits, there: YAMLMap, { name, value }: EnvEntry, layout: Layout): string {
  const before = textIn(there, 'value');
  const addition = name === 'OTEL_RESOURCE_ATTRIBUTES' ? onlyNew(String(value), before ?? '') : String(value);
  const ending = before && addition ? SEPARATORS[name] + addition : addition;
  if (before === undefined) addPairs(edits, there, { value: ending }, layout);
  else if (ending !== '') appendText(edits, there, 'value', ending);
  return ending;
}

/** Keeps attributes that are given already. */
function onlyNew(attributes: string, before: string): string {
  const given = before.split(',').map(pair => pair.split('=')[0]!.trim());
  const isNew = (pair: string) => !given.includes(pair.split('=')[0]!);
  return attributes.split(',').filter(isNew).join(',');
}

function noteOnKept(there: YAMLMap, { name, value }: EnvEntry): string[] {
  const source = sourceOf(there);
  if (name === 'NODE_OPTIONS')
    return [`its NODE_OPTIONS comes from ${source}, which is left alone: add "${value}" there`];
  if (typeof value !== 'string') return [];
  return [`keeps its own ${name}${source === undefined ? '' : `, from ${source}`}`];
}
