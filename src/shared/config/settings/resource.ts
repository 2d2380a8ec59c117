import type { SettingTable } from '../setting';

const LOCAL_DETECTORS = ['env', 'host', 'os', 'process', 'serviceinstance', 'container'] as const;
const DETECTORS = [...LOCAL_DETECTORS, 'aws', 'gcp', 'azure', 'alibaba'] as const;

/** Settings of the resource: the service, and the place where it runs. */
export const RESOURCE_SETTINGS = {
  OTEL_SERVICE_NAME: {
    kind: 'text',
    unset: '`name` of the nearest package.json',
    description: 'Name of the service. It wins over `service.name` in OTEL_RESOURCE_ATTRIBUTES.',
    common: true,
  },
  OTEL_RESOURCE_ATTRIBUTES: {
    kind: 'attributes',
    default: {},
    description:
      'Attributes of the service, percent-encoded: `deployment.environment.name=prod,service.version=1.2`.',
    common: true,
  },
  OTEL_NODE_RESOURCE_DETECTORS: {
    kind: 'words',
    flag: 'resource-detectors',
    hints: true,
    words: DETECTORS,
    whole: { all: DETECTORS, none: [] },
    // Name in SDK 3.
    alias: { service: 'serviceinstance' },
    default: LOCAL_DETECTORS,
    description:
      'Detectors that may add resource attributes. Cloud detectors (aws, gcp, azure, alibaba) ask the network and only run when named here, or by `all`.',
  },
  OTEL_AGENT_POD_NAMESPACE: {
    kind: 'text',
    description: '`k8s.namespace.name`; set by `otel-agent inject` through the downward API.',
    hidden: true,
  },
  OTEL_RESOURCE_ATTRIBUTES_POD_NAME: {
    kind: 'text',
    description: '`k8s.pod.name`; set by the OpenTelemetry Operator or through the downward API.',
    hidden: true,
  },
  OTEL_RESOURCE_ATTRIBUTES_POD_UID: {
    kind: 'text',
    description: '`k8s.pod.uid`; set by the OpenTelemetry Operator or through the downward API.',
    hidden: true,
  },
  OTEL_RESOURCE_ATTRIBUTES_NODE_NAME: {
    kind: 'text',
    description: '`k8s.node.name`; set by the OpenTelemetry Operator or through the downward API.',
    hidden: true,
  },
  OTEL_POD_IP: {
    kind: 'text',
    description: '`k8s.pod.ip`; set by the OpenTelemetry Operator or through the downward API.',
    hidden: true,
  },
  OTEL_NODE_IP: {
    kind: 'text',
    description:
      'Address of the Kubernetes node; set by the OpenTelemetry Operator for use in other settings, as in `http://$(OTEL_NODE_IP):4317`.',
    hidden: true,
  },
} as const satisfies SettingTable;
