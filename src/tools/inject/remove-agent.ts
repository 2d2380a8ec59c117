import type { YAMLMap } from 'yaml';
import { partsOf } from './agent-parts';
import { entryOf } from './choose-containers';
import type { PodTemplate } from './pod-templates';
import { ANNOTATION, type ContainerRecord, type InjectRecord } from './record';
import {
  itemsIn,
  mapIn,
  removeEnding,
  removeItems,
  removeKeys,
  removePairs,
  textIn,
} from './text/collections';
import type { TextEdits } from './text/text-edits';

/** Removes from a pod template everything that its record names. */
export function removeAgent(edits: TextEdits, { template, spec }: PodTemplate, record: InjectRecord): void {
  const isCreated = (key: string) => record.created.includes(key);
  const parts = partsOf(record.env);
  const isPart = (item: YAMLMap) => parts.includes(textIn(item, 'name') ?? '');
  removeItems(edits, spec, { initContainers: isPart, volumes: isPart }, record.created);
  for (const container of [...itemsIn(spec, 'containers'), ...itemsIn(spec, 'initContainers')]) {
    const change = record.containers[textIn(container, 'name') ?? ''];
    if (change !== undefined) removeFromContainer(edits, container, record.env, change);
  }
  const metadata = mapIn(template, 'metadata')!;
  const isLast = isCreated('metadata') && metadata.items.length === 1 && annotationsOf(metadata) === 1;
  if (isLast) removeKeys(edits, template, ['metadata']);
  else removePairs(edits, metadata, 'annotations', [ANNOTATION], isCreated('annotations'));
}

function removeFromContainer(
  edits: TextEdits,
  container: YAMLMap,
  env: readonly string[],
  { created, own, appended }: ContainerRecord,
): void {
  const isOurs = (key: string) => created.includes(key);
  const added = env.filter(name => !own.includes(name));
  const isAdded = (entry: YAMLMap) => added.includes(textIn(entry, 'name') ?? '');
  const parts = partsOf(env);
  const isMount = (mount: YAMLMap) => parts.includes(textIn(mount, 'name') ?? '');
  removeItems(edits, container, { env: isAdded, volumeMounts: isMount }, created);
  for (const [name, ending] of Object.entries(appended)) {
    const entry = entryOf(container, name);
    const value = textIn(entry, 'value');
    if (entry !== undefined && isOurs(name) && value === ending) removeKeys(edits, entry, ['value']);
    else if (entry !== undefined && ending !== '' && value?.endsWith(ending))
      removeEnding(edits, entry, 'value', ending);
  }
}

function annotationsOf(metadata: YAMLMap): number {
  return mapIn(metadata, 'annotations')?.items.length ?? 0;
}
