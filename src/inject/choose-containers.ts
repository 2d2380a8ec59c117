import type { YAMLMap } from 'yaml';
import { PART_NAME } from './agent-parts';
import type { PodTemplate } from './pod-templates';
import { itemsIn, mapIn, pairOf, textIn } from './text/collections';

/** A container that is to have the agent. */
export interface Container {
  readonly name: string;
  readonly map: YAMLMap;
}

/** The names of all containers, the init containers' among them. */
export function containerNames(pod: PodTemplate): string[] {
  return [...itemsIn(pod.spec, 'containers'), ...itemsIn(pod.spec, 'initContainers')].flatMap(
    map => textIn(map, 'name') ?? [],
  );
}

/** The containers with these names, or all but the init containers when none is named. */
export function chooseContainers(pod: PodTemplate, names: readonly string[]): Container[] {
  const all = itemsIn(pod.spec, 'containers');
  const candidates = names.length === 0 ? all : [...itemsIn(pod.spec, 'initContainers'), ...all];
  return candidates
    .flatMap(map => ({ name: textIn(map, 'name') ?? '', map }))
    .filter(({ name }) => name !== '' && (names.length === 0 || names.includes(name)));
}

/** Why a pod without a record cannot have the agent; undefined when it can. */
export function whyNotPod({ spec }: PodTemplate): string | undefined {
  const os = textIn(mapIn(spec, 'os'), 'name') ?? textIn(mapIn(spec, 'nodeSelector'), 'kubernetes.io/os');
  if (os === 'windows') return 'it runs on Windows, where the agent image does not';
  for (const [key, what] of [
    ['volumes', 'volume'],
    ['initContainers', 'init container'],
    ['containers', 'container'],
  ] as const) {
    if (itemsIn(spec, key).some(item => textIn(item, 'name') === PART_NAME))
      return `it has a ${what} called ${PART_NAME} that inject did not add`;
  }
  return undefined;
}

/** Why a container cannot have the agent, or has it already; undefined when it can. */
export function whyNotContainer({ map }: Container): string | undefined {
  const options = textIn(entryOf(map, 'NODE_OPTIONS'), 'value') ?? '';
  if (/\botel-agent\b|autoinstrumentation\.js/.test(options))
    return 'its NODE_OPTIONS loads an agent already';
  const isTaken = itemsIn(map, 'volumeMounts').some(mount => textIn(mount, 'mountPath') === `/${PART_NAME}`);
  return isTaken ? `something else is mounted on /${PART_NAME}` : undefined;
}

/** The entry of `env` that counts: of several with one name the last. */
export function entryOf(container: YAMLMap, name: string): YAMLMap | undefined {
  return itemsIn(container, 'env').findLast(entry => textIn(entry, 'name') === name);
}

/** Where an entry's value comes from, in words; undefined when the manifest gives it. */
export function sourceOf(entry: YAMLMap): string | undefined {
  const source = mapIn(entry, 'valueFrom');
  if (source === undefined) return pairOf(entry, 'valueFrom') && 'valueFrom';
  const [kind] = source.items.map(({ key }) => String(key));
  const reference = mapIn(source, kind ?? '');
  const parts = [textIn(reference, 'name'), textIn(reference, 'key')].filter(part => part !== undefined);
  return [kind, parts.join('/')].filter(Boolean).join(' ');
}
