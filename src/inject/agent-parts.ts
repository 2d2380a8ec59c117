import type { PodTemplate } from './pod-templates';
import type { Value } from './text/render';

/** Name of the init container, the volume and its mounts: what `--undo` finds them by. */
export const PART_NAME = 'otel-agent';

/** What is put into NODE_OPTIONS. */
export const PRELOAD = '--require /otel-agent/autoinstrumentation.js';

const MOUNT_PATH = '/otel-agent';
/** The agent is 2 MB; the rest is room for later versions. */
const VOLUME_SIZE = '32Mi';
/** Any that is not root's. */
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
      // Else the user is the pod's own or the image's: some clusters only admit the users that they hand out.
      ...(isRootPod && { runAsUser: USER_ID, runAsGroup: USER_ID }),
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
      seccompProfile: { type: 'RuntimeDefault' },
    },
    volumeMounts: [{ name: PART_NAME, mountPath: MOUNT_PATH }],
  };
}

/** Where the agent lies while the pod lives. */
export function volume(): Value {
  return { name: PART_NAME, emptyDir: { sizeLimit: VOLUME_SIZE } };
}

/** How a container sees it. */
export function volumeMount(): Value {
  return { name: PART_NAME, mountPath: MOUNT_PATH, readOnly: true };
}

/** An entry of `env`. */
export interface EnvEntry {
  readonly name: string;
  /** A text, or the field of the pod that it is taken from. */
  readonly value: string | { readonly field: string };
}

/** What a container is told, in an order in which `$(NAME)` refers to what comes before. */
export function environment(pod: PodTemplate, container: string, endpoint: string): EnvEntry[] {
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
  ];
}

/** An entry as it stands in a manifest. */
export function envValue({ name, value }: EnvEntry): Value {
  if (typeof value === 'string') return { name, value };
  return { name, valueFrom: { fieldRef: { fieldPath: value.field } } };
}
