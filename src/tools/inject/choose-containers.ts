import type { YAMLMap } from 'yaml';
import type { PodTemplate } from './pod-templates';
import { itemsIn, mapIn, pairOf, textIn } from './text/collections';

/** A container that gets the agent. */
export interface Container {
  readonly name: string;
  readonly map: YAMLMap;
}

/** Names of all containers, init containers included. */
export function containerNames(pod: PodTemplate): string[] {
  return [...itemsIn(pod.spec, 'containers'), ...itemsIn(pod.spec, 'initContainers')].flatMap(
    map => textIn(map, 'name') ?? [],
  );
}

/** Returns the containers with these names, or all but init containers if no name is given. */
export function chooseContainers(pod: PodTemplate, names: readonly string[]): Container[] {
  const all = itemsIn(pod.spec, 'containers');
  const candidates = names.length === 0 ? all : [...itemsIn(pod.spec, 'initContainers'), ...all];
  return candidates
    .flatMap(map => ({ name: textIn(map, 'name') ?? '', map }))
    .filter(({ name }) => name !== '' && (names.length === 0 || names.includes(name)));
}

/**
 * Returns the reason that keeps a pod without a record from having the agent, such as a part of its name; undefined if
 * there is none.
 */
export function whyNotPod({ spec }: PodTemplate, parts: readonly string[]): string | undefined {
  const os = textIn(mapIn(spec, 'os'), 'name') ?? textIn(mapIn(spec, 'nodeSelector'), 'kubernetes.io/os');
  if (os === 'windows') return 'it runs on Windows, where the agent image does not';
  for (const [key, what] of [
    ['volumes', 'volume'],
    ['initContainers', 'init container'],
    ['containers', 'container'],
  ] as const) {
    const name = itemsIn(spec, key)
      .map(item => textIn(item, 'name'))
      .find(one => one !== undefined && parts.includes(one));
    if (name !== undefined) return `it has a ${what} called ${name} that inject did not add`;
  }
  return undefined;
}

/** Returns the reason that keeps a container from having the agent, or tells that it has it; undefined otherwise. */
export function whyNotContainer({ map }: Container, parts: readonly string[]): string | undefined {
  const options = textIn(entryOf(map, 'NODE_OPTIONS'), 'value') ?? '';
  if (/\botel-agent\b|autoinstrumentation\.js/.test(options))
    return 'its NODE_OPTIONS loads an agent already';
  const taken = itemsIn(map, 'volumeMounts')
    .map(mount => textIn(mount, 'mountPath') ?? '')
    .find(mountPath => parts.includes(mountPath.slice(1)));
  return taken === undefined ? undefined : `something else is mounted on ${taken}`;
}

/** Returns the entry of `env` that counts: the last of those with the name. */
export function entryOf(container: YAMLMap, name: string): YAMLMap | undefined {
  return itemsIn(container, 'env').findLast(entry => textIn(entry, 'name') === name);
}

/** Describes the source of an entry's value; undefined if the manifest gives the value itself. */
export function sourceOf(entry: YAMLMap): string | undefined {
  const source = mapIn(entry, 'valueFrom');
  if (source === undefined) return pairOf(entry, 'valueFrom') && 'valueFrom';
  const [kind] = source.items.map(({ key }) => String(key));
  const reference = mapIn(source, kind ?? '');
  const parts = [textIn(reference, 'name'), textIn(reference, 'key')].filter(part => part !== undefined);
  return [kind, parts.join('/')].filter(Boolean).join(' ');
}
