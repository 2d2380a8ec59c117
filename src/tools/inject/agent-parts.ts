import type { PodTemplate } from './pod-templates';
import type { Value } from './text/render';

/** Name of the init container, the volume and its mounts, by which `--undo` finds them. */
export const PART_NAME = 'otel-agent';

/** Name of the volume for the spool and its mounts. */
const SPOOL_NAME = 'otel-agent-spool';

/** Names that are the agent's own in a pod; each is mounted in a folder of its name. */
export function partNames(hasSpool: boolean): string[] {
  return hasSpool ? [PART_NAME, SPOOL_NAME] : [PART_NAME];
}

/** Flag for NODE_OPTIONS. */
export const PRELOAD = '--require /otel-agent/autoinstrumentation.js';

const MOUNT_PATH = `/${PART_NAME}`;
/** The agent is 2 MB; the rest is room for later versions. */
const VOLUME_SIZE = '32Mi';
const SPOOL_PATH = `/${SPOOL_NAME}`;
/** Bound of a spool (OTEL_AGENT_SPOOL_MAX_BYTES), with room: a pod that is beyond the volume's limit is evicted. */
const SPOOL_MIB = 320;
/** Any user but root. */
const USER_ID = 65532;

/** Copies the agent out of its image before the containers start. `isRootPod`: the pod says that its containers run as root. */
export function initContainer(image: string, isRootPod: boolean): Value {
  return {
    name: PART_NAME,
    image,
    command: ['cp', '-r', '/autoinstrumentation/.', MOUNT_PATH],
    resources: {
      requests: { cpu: '10m', memory: '32Mi' },
      limits: { cpu: '500m', memory: '64Mi' },
    },
    securityContext: {
      runAsNonRoot: true,
      // Otherwise the user stays the pod's or the image's: some clusters admit only users that they assign.
      ...(isRootPod && { runAsUser: USER_ID, runAsGroup: USER_ID }),
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumeMounts: [{ name: PART_NAME, mountPath: MOUNT_PATH }],
  };
}

/** Volume that holds the agent while the pod lives. */
export function volume(): Value {
  return { name: PART_NAME, emptyDir: { sizeLimit: VOLUME_SIZE } };
}

/** Volume for the spools of so many containers, each of which may run as another user; it outlives their restarts. */
export function spoolVolume(containers: number): Value {
  return { name: SPOOL_NAME, emptyDir: { sizeLimit: `${SPOOL_MIB * containers}Mi` } };
}

/** Mounts of the volumes in a container. */
export function volumeMounts(hasSpool: boolean): Value[] {
  return [
    { name: PART_NAME, mountPath: MOUNT_PATH, readOnly: true },
    ...(hasSpool ? [{ name: SPOOL_NAME, mountPath: SPOOL_PATH }] : []),
  ];
}

/** An entry of `env`. */
export interface EnvEntry {
  readonly name: string;
  /** A text, or the field of the pod that it comes from. */
  readonly value: string | { readonly field: string };
}

/** Choices for the environment of a container. */
export interface EnvironmentOptions {
  readonly endpoint: string;
  readonly hasSpool: boolean;
}

/** Environment for a container, ordered so that each `$(NAME)` refers to an earlier entry. */
export function environment(
  pod: PodTemplate,
  container: string,
  { endpoint, hasSpool }: EnvironmentOptions,
): EnvEntry[] {
  const attributes = [
    ['k8s.container.name', container],
    ...(pod.owner ? [[pod.owner.attribute, pod.owner.name]] : []),
  ];
  const fromPod = (name: string, field: string) => ({ name, value: { field } });
  return [
    ...(endpoint.includes('$(OTEL_NODE_IP)') ? [fromPod('OTEL_NODE_IP', 'status.hostIP')] : []),
    fromPod('OTEL_AGENT_POD_NAMESPACE', 'metadata.namespace'),
    fromPod('OTEL_RESOURCE_ATTRIBUTES_POD_NAME', 'metadata.name'),
    fromPod('OTEL_RESOURCE_ATTRIBUTES_POD_UID', 'metadata.uid'),
    fromPod('OTEL_RESOURCE_ATTRIBUTES_NODE_NAME', 'spec.nodeName'),
    { name: 'NODE_OPTIONS', value: PRELOAD },
    { name: 'OTEL_SERVICE_NAME', value: pod.service },
    { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: endpoint },
    { name: 'OTEL_RESOURCE_ATTRIBUTES', value: attributes.map(pair => pair.join('=')).join(',') },
    ...(hasSpool ? SPOOL_ENVIRONMENT : []),
  ];
}

/** Everything is on disk a second after it was recorded, so that a container may be killed at any moment. */
const SPOOL_ENVIRONMENT: readonly EnvEntry[] = [
  { name: 'OTEL_AGENT_SPOOL', value: SPOOL_PATH },
  { name: 'OTEL_AGENT_SPOOL_SYNC', value: '1s' },
];

/** Names of the parts that came with these names of `env`. */
export function partsOf(env: readonly string[]): string[] {
  return partNames(SPOOL_ENVIRONMENT.some(({ name }) => env.includes(name)));
}

/** An entry as it stands in a manifest. */
export function envValue({ name, value }: EnvEntry): Value {
  if (typeof value === 'string') return { name, value };
  return { name, valueFrom: { fieldRef: { fieldPath: value.field } } };
}
