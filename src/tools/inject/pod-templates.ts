import type { YAMLMap } from 'yaml';
import { itemsIn, mapIn, textIn } from './text/collections';

/** A pod, or a template of pods. */
export interface PodTemplate {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string | undefined;
  /** Resource attributes of the owner, the controller if it is known: `k8s.deployment.name` and the like. */
  readonly owner: { readonly attribute: string; readonly name: string } | undefined;
  /** Name of the service: the owner's, without the hash that a Deployment adds. */
  readonly service: string;
  /** The mapping that has `metadata` and `spec`. */
  readonly template: YAMLMap;
  readonly spec: YAMLMap;
}

/** Finds all pod templates in an object or list, in order. */
export function podTemplates(object: YAMLMap, kind = textIn(object, 'kind') ?? ''): PodTemplate[] {
  if (kind.endsWith('List')) {
    // Items of a PodList may lack a kind.
    const itemKind = kind.slice(0, -'List'.length) || undefined;
    return itemsIn(object, 'items').flatMap(item => podTemplates(item, textIn(item, 'kind') ?? itemKind));
  }
  const template = PLACES[kind]?.reduce<YAMLMap | undefined>((map, key) => map && mapIn(map, key), object);
  const spec = template && mapIn(template, 'spec');
  if (template === undefined || spec === undefined) return [];
  const metadata = mapIn(object, 'metadata');
  const givenName = textIn(metadata, 'name');
  const name = givenName ?? textIn(metadata, 'generateName')?.replace(/-$/, '') ?? kind.toLowerCase();
  const owner = controllerOf(metadata) ?? (givenName === undefined ? undefined : ownerOf(kind, givenName));
  const service = withoutHash(owner?.name ?? name, metadata);
  return [{ kind, name, namespace: textIn(metadata, 'namespace'), owner, service, template, spec }];
}

/** Path of the pod template in each kind. */
const PLACES: Readonly<Record<string, readonly string[]>> = {
  Pod: [],
  PodTemplate: ['template'],
  Deployment: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
  DaemonSet: ['spec', 'template'],
  ReplicaSet: ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  Job: ['spec', 'template'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
};

/** Reads the owner that the API server noted. */
function controllerOf(metadata: YAMLMap | undefined): PodTemplate['owner'] {
  const owner = metadata && itemsIn(metadata, 'ownerReferences')[0];
  const [kind, name] = [textIn(owner, 'kind'), textIn(owner, 'name')];
  return kind === undefined || name === undefined ? undefined : ownerOf(kind, name);
}

/**
 * Attribute of an owner by its kind; kinds without an attribute are left out:
 * https://opentelemetry.io/docs/specs/semconv/resource/k8s/.
 */
function ownerOf(kind: string, name: string): PodTemplate['owner'] {
  const isOwner = kind in PLACES && !kind.startsWith('Pod');
  return isOwner ? { attribute: `k8s.${kind.toLowerCase()}.name`, name } : undefined;
}

function withoutHash(name: string, metadata: YAMLMap | undefined): string {
  const hash = textIn(metadata && mapIn(metadata, 'labels'), 'pod-template-hash');
  return hash !== undefined && name.endsWith(`-${hash}`) ? name.slice(0, -hash.length - 1) : name;
}
