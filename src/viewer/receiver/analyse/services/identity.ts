import type { Attributes } from '../../trace';
import type { SeenResource } from './seen-resource';

/** Software of a service, from its resources. Lists have more than one entry where its processes differ, the newest first. */
export interface Identity {
  /** Distribution of an SDK: `otel-agent 0.1.0`. */
  readonly agents: readonly string[];
  /** `opentelemetry 3.0.1 (nodejs)` */
  readonly sdks: readonly string[];
  /** `nodejs 24.1.0` */
  readonly runtimes: readonly string[];
  /** Of the service itself. */
  readonly versions: readonly string[];
  readonly environments: readonly string[];
  /** Processes that are told apart by id or by host and process id, the newest first. */
  readonly instances: readonly Instance[];
  /** Further ones. */
  readonly otherInstances: number;
}

export interface Instance {
  /** `service.instance.id`; the empty string where it is not told. */
  readonly id: string;
  /** Pod, container or host. */
  readonly place: string;
  readonly pid: number | undefined;
  readonly lastSeenMs: number;
}

const MAX_INSTANCES = 20;
const MAX_VALUES = 5;

/** Reads what a service's resources say, given the newest first. */
export function identityOf(seen: readonly SeenResource[]): Identity {
  const resources = seen.map(({ resource }) => resource);
  const distinct = (read: (resource: Attributes) => string) =>
    [...new Set(resources.map(read))].filter(text => text !== '').slice(0, MAX_VALUES);
  const instances = instancesOf(seen);
  return {
    agents: distinct(each => words(each, 'telemetry.distro.name', 'telemetry.distro.version')),
    sdks: distinct(sdkOf),
    runtimes: distinct(each => words(each, 'process.runtime.name', 'process.runtime.version')),
    versions: distinct(each => words(each, 'service.version')),
    environments: distinct(
      each => words(each, 'deployment.environment.name') || words(each, 'deployment.environment'),
    ),
    instances: instances.slice(0, MAX_INSTANCES),
    otherInstances: Math.max(0, instances.length - MAX_INSTANCES),
  };
}

function sdkOf(resource: Attributes): string {
  const language = words(resource, 'telemetry.sdk.language');
  const sdk = words(resource, 'telemetry.sdk.name', 'telemetry.sdk.version');
  return language === '' ? sdk : `${sdk} (${language})`.trim();
}

function instancesOf(seen: readonly SeenResource[]): Instance[] {
  const instances = new Map<string, Instance>();
  for (const { resource, lastSeenMs } of seen) {
    const pid = resource['process.pid'];
    const instance = {
      id: words(resource, 'service.instance.id'),
      place:
        words(resource, 'k8s.pod.name') || words(resource, 'host.name') || words(resource, 'container.id'),
      pid: typeof pid === 'number' ? pid : undefined,
      lastSeenMs,
    };
    const key = JSON.stringify([instance.id, instance.place, pid ?? null]);
    if (!instances.has(key)) instances.set(key, instance);
  }
  return [...instances.values()];
}

/** Texts and numbers among these attributes, with a space between. */
function words(resource: Attributes, ...keys: readonly string[]): string {
  return keys
    .map(key => resource[key])
    .filter(value => typeof value === 'string' || typeof value === 'number')
    .join(' ');
}
