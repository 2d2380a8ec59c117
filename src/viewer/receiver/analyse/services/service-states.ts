import type { Stores } from '../../stores';
import type { TimeWindow } from '../operations/time-window';
import { type Arrived, arrivals } from './arrivals';
import { type Health, healthOf } from './health';
import { type Identity, identityOf } from './identity';
import { type KnownLibrary, librariesOf } from './libraries';

/** State of a service: its processes, the telemetry that arrives, and what its SDK tells of its own work. */
export interface ServiceState extends Identity, Arrived {
  readonly service: string;
  /** Undefined for a service that sends no metrics of its SDK (`otel.sdk.*`). */
  readonly health: Health | undefined;
  /** Libraries as its agent tells of them; undefined where it does not (`otel_agent.library`). */
  readonly libraries: readonly KnownLibrary[] | undefined;
}

/** Services that are told of: a service's name may be made up for each request. */
const MAX_SERVICES = 500;

/** Tells the state of each service that something is kept of, by name. Requests and errors are those of the window. */
export function serviceStates(
  { spans, logs, metrics }: Pick<Stores, 'spans' | 'logs' | 'metrics'>,
  window: TimeWindow,
): ServiceState[] {
  const arrived = arrivals({ spans, logs, metrics }, window);
  const names = [...arrived.keys()].sort().slice(0, MAX_SERVICES);
  return names.map(service => {
    const { resources, ...arrival } = arrived.get(service)!;
    return {
      service,
      ...identityOf(resources),
      ...arrival,
      health: healthOf(metrics, service),
      libraries: librariesOf(metrics, service, arrival.scopes),
    };
  });
}
