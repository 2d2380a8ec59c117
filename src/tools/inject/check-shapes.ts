import { isAlias, isMap, isScalar, isSeq, type YAMLMap } from 'yaml';
import { entryOf } from './choose-containers';
import { ManifestError } from './manifest-error';
import type { PodTemplate } from './pod-templates';
import type { Manifest } from './read-manifests';
import { itemsIn, mapIn, pairOf } from './text/collections';
import { isNothing } from './text/lines';
import { pathOf } from './text/path-of';

/** Throws a ManifestError with file, document and path for a value that the agent's parts cannot be added to. */
export function checkShapes({ place, document }: Manifest, pods: readonly PodTemplate[]): void {
  const check = (map: YAMLMap | undefined, key: string, { isOne, wish }: Shape) => {
    const pair = map && pairOf(map, key);
    // Aliases are spelled out before anything is added.
    if (pair === undefined || isNothing(pair.value) || isAlias(pair.value) || isOne(pair.value)) return;
    const found = isMap(pair.value) ? 'a mapping' : isSeq(pair.value) ? 'a list' : 'a single value';
    throw new ManifestError(`${place}: ${pathOf(document, pair)} is ${found} where ${wish}`);
  };
  for (const { template, spec } of pods) {
    check(template, 'metadata', MAPPING);
    check(mapIn(template, 'metadata'), 'annotations', MAPPING);
    for (const key of ['containers', 'initContainers', 'volumes']) check(spec, key, LIST);
    for (const container of [...itemsIn(spec, 'containers'), ...itemsIn(spec, 'initContainers')]) {
      check(container, 'env', ENTRIES);
      check(container, 'volumeMounts', LIST);
      for (const name of ['NODE_OPTIONS', 'OTEL_RESOURCE_ATTRIBUTES'])
        check(entryOf(container, name), 'value', TEXT);
    }
  }
}

/** Form of a value, and the end of a sentence that tells what to write. */
interface Shape {
  readonly isOne: (value: unknown) => boolean;
  readonly wish: string;
}

const MAPPING: Shape = { isOne: isMap, wish: 'Kubernetes wants a mapping: write "key: value" below it' };
const LIST: Shape = { isOne: isSeq, wish: 'Kubernetes wants a list: begin each item with "- "' };
const ENTRIES: Shape = {
  isOne: isSeq,
  wish: 'Kubernetes wants a list: write each entry as "- name: COLOUR" with "value: blue" below it',
};
const TEXT: Shape = { isOne: isScalar, wish: 'Kubernetes wants a text: write it in quotes' };
