import { SDK_INFO } from '@opentelemetry/core';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { version } from '../../../package.json';
import type { ValueRedaction } from '../redaction/redact-values';
import { detectResource } from '../resource/resource';
import { withCloud } from '../resource/with-cloud';
import type { Settings } from './read-settings';

/** Creates the resource from local facts at once; attributes of clouds follow. */
export function createResource(
  { get, declared }: Settings,
  redaction: ValueRedaction,
  { env, entry }: { readonly env: NodeJS.ProcessEnv; readonly entry: string | undefined },
): Resource {
  const given = get('OTEL_RESOURCE_ATTRIBUTES');
  const attributes = detectResource({
    serviceName: get('OTEL_SERVICE_NAME'),
    attributes: given,
    kubernetes: {
      'k8s.namespace.name': get('OTEL_AGENT_POD_NAMESPACE'),
      'k8s.pod.name': get('OTEL_RESOURCE_ATTRIBUTES_POD_NAME'),
      'k8s.pod.uid': get('OTEL_RESOURCE_ATTRIBUTES_POD_UID'),
      'k8s.pod.ip': get('OTEL_POD_IP'),
      'k8s.node.name': get('OTEL_RESOURCE_ATTRIBUTES_NODE_NAME'),
    },
    environment: env,
    detectors: get('OTEL_NODE_RESOURCE_DETECTORS'),
    entry,
    agentVersion: version,
    sdkVersion: SDK_INFO['telemetry.sdk.version'],
  });
  const shown = redaction.attributes(attributes);
  const rules = declared?.resource;
  const resource = resourceFromAttributes(
    rules ? declared.declareResource(shown, given, rules) : shown,
    rules,
  );
  return withCloud(resource, get('OTEL_NODE_RESOURCE_DETECTORS'));
}
