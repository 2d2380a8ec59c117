import { setting } from '../setting';
import { attributes, listOf, text } from '../types';

const localDetectors = ['env', 'host', 'os', 'process', 'serviceinstance', 'container'] as const;
const cloudDetectors = ['aws', 'gcp', 'azure', 'alibaba'] as const;

/** Which service this is, and where it runs. */
export const resourceSettings = {
  OTEL_SERVICE_NAME: setting({
    type: text,
    default: undefined,
    unset: '`name` of the nearest package.json',
    description: 'Name of the service. It wins over `service.name` in OTEL_RESOURCE_ATTRIBUTES.',
    common: true,
  }),
  OTEL_RESOURCE_ATTRIBUTES: setting({
    type: attributes,
    default: {},
    description:
      'Attributes of the service, percent-encoded: `deployment.environment.name=prod,service.version=1.2`.',
    common: true,
  }),
  OTEL_NODE_RESOURCE_DETECTORS: setting({
    type: listOf([...localDetectors, ...cloudDetectors], {
      whole: { all: [...localDetectors, ...cloudDetectors], none: [] },
      // SDK 3 knows the process's own attributes under these names; serviceinstance and env are its `service`.
      alias: { service: 'serviceinstance' },
    }),
    default: localDetectors,
    description:
      'Who may add resource attributes. The cloud ones (aws, gcp, azure, alibaba) ask the network and only run when they are named here, or by `all`.',
  }),
  OTEL_RESOURCE_ATTRIBUTES_POD_NAME: setting({
    type: text,
    default: undefined,
    description: '`k8s.pod.name`; set by the OpenTelemetry Operator or through the downward API.',
    hidden: true,
  }),
  OTEL_RESOURCE_ATTRIBUTES_POD_UID: setting({
    type: text,
    default: undefined,
    description: '`k8s.pod.uid`; set by the OpenTelemetry Operator or through the downward API.',
    hidden: true,
  }),
  OTEL_RESOURCE_ATTRIBUTES_NODE_NAME: setting({
    type: text,
    default: undefined,
    description: '`k8s.node.name`; set by the OpenTelemetry Operator or through the downward API.',
    hidden: true,
  }),
  OTEL_POD_IP: setting({
    type: text,
    default: undefined,
    description: '`k8s.pod.ip`; set by the OpenTelemetry Operator or through the downward API.',
    hidden: true,
  }),
  OTEL_NODE_IP: setting({
    type: text,
    default: undefined,
    description:
      'Address of the Kubernetes node; set by the OpenTelemetry Operator for use in other settings, as in `http://$(OTEL_NODE_IP):4317`.',
    hidden: true,
  }),
};
