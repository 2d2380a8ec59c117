import type { Origin, Origins } from '../../store/origins';
import type { Segment } from '../../store/segment';
import type { Stores } from '../../stores';
import type { Scope } from '../../trace';
import type { TimeWindow } from '../operations/time-window';
import type { SeenResource } from './seen-resource';
import { spansByOrigin } from './spans-by-origin';

/** Telemetry of a service that has arrived and is kept. */
export interface Arrived {
  /** Unix milliseconds of the newest item of any signal. */
  readonly lastSeenMs: number;
  readonly spans: Arrival;
  readonly logs: Arrival;
  /** Data points. */
  readonly metrics: Arrival;
  /** Requests that it answered within the window, failed requests among them, and their names. */
  readonly requests: number;
  readonly errors: number;
  readonly perSecond: number;
  readonly operations: number;
  /** Instrumentation scopes of its spans, the busiest first. */
  readonly scopes: readonly ScopeCount[];
}

export interface Arrival {
  readonly count: number;
  /** Unix milliseconds of the newest; 0 where there is none. */
  readonly lastSeenMs: number;
}

export interface ScopeCount extends Scope {
  readonly spans: number;
}

/** Largest number of scopes told of for a service; the others have fewer spans. */
const MAX_SCOPES = 100;

/** Counts by service what the stores hold, in one pass. */
export function arrivals(
  { spans, logs, metrics }: Pick<Stores, 'spans' | 'logs' | 'metrics'>,
  window: TimeWindow,
): Map<string, Arrived & { readonly resources: readonly SeenResource[] }> {
  const gathering = new Gathering();
  for (const segment of spans.segments) gathering.addSegment(segment, window);
  for (const chunk of logs.chunks) gathering.addRecords('logs', chunk, () => 1);
  for (const chunk of metrics.chunks) {
    // An instrument's points are counted together: each has as many on average.
    const perRecord = chunk.instruments.map(() => 0);
    for (let index = 0; index < chunk.count; index++) perRecord[chunk.instrument[index]!]!++;
    gathering.addRecords('metrics', chunk, index => {
      const number = chunk.instrument[index]!;
      return chunk.instruments[number]!.points / perRecord[number]!;
    });
  }
  return gathering.result(window);
}

interface Gathered {
  readonly counts: Record<'spans' | 'logs' | 'metrics', { count: number; lastSeenMs: number }>;
  readonly resources: Map<string, SeenResource>;
  readonly scopes: Map<string, Scope & { spans: number }>;
  readonly operations: Set<string>;
  requests: number;
  errors: number;
}

class Gathering {
  readonly #services = new Map<string, Gathered>();

  addSegment(segment: Segment, window: TimeWindow): void {
    const known = new KnownOrigins(segment.origins, origin => this.#of(origin));
    for (const [origin, part] of spansByOrigin(segment, window)) {
      const { service, resource, scope } = known.of(origin);
      see(service.counts.spans, resource, part.spans, part.lastSeenMs);
      scope.spans += part.spans;
      service.requests += part.requests;
      service.errors += part.errors;
      for (const name of part.operations) service.operations.add(name);
    }
  }

  addRecords(
    signal: 'logs' | 'metrics',
    chunk: {
      readonly count: number;
      readonly origins: Origins;
      readonly origin: Uint16Array;
      readonly timeMs: Float64Array;
    },
    itemsIn: (index: number) => number,
  ): void {
    const origins = new KnownOrigins(chunk.origins, origin => this.#of(origin));
    for (let index = 0; index < chunk.count; index++) {
      const { service, resource } = origins.of(chunk.origin[index]!);
      see(service.counts[signal], resource, itemsIn(index), chunk.timeMs[index]!);
    }
  }

  result({ sinceMs, untilMs }: TimeWindow) {
    const seconds = (untilMs - sinceMs) / 1000;
    return new Map(
      [...this.#services].map(([service, { counts, resources, scopes, operations, ...rest }]) => [
        service,
        {
          ...counts,
          metrics: { ...counts.metrics, count: Math.round(counts.metrics.count) },
          ...rest,
          perSecond: rest.requests / seconds,
          operations: operations.size,
          lastSeenMs: Math.max(...Object.values(counts).map(({ lastSeenMs }) => lastSeenMs)),
          scopes: [...scopes.values()]
            .filter(({ spans }) => spans > 0)
            .sort((a, b) => b.spans - a.spans)
            .slice(0, MAX_SCOPES),
          resources: [...resources.values()].sort((a, b) => b.lastSeenMs - a.lastSeenMs),
        },
      ]),
    );
  }

  #of({ service, resource, scope }: Origin): KnownOrigin {
    const known = this.#services.get(service) ?? emptyService();
    this.#services.set(service, known);
    const resourceKey = JSON.stringify(resource);
    const seen = known.resources.get(resourceKey) ?? { resource, lastSeenMs: 0 };
    known.resources.set(resourceKey, seen);
    const scopeKey = JSON.stringify([scope.name, scope.version]);
    const counted = known.scopes.get(scopeKey) ?? { ...scope, spans: 0 };
    known.scopes.set(scopeKey, counted);
    return { service: known, resource: seen, scope: counted };
  }
}

function emptyService(): Gathered {
  const none = () => ({ count: 0, lastSeenMs: 0 });
  return {
    counts: { spans: none(), logs: none(), metrics: none() },
    resources: new Map(),
    scopes: new Map(),
    operations: new Set(),
    requests: 0,
    errors: 0,
  };
}

interface KnownOrigin {
  readonly service: Gathered;
  readonly resource: SeenResource;
  readonly scope: { spans: number };
}

/** Origins of a segment or chunk, each looked up once. */
class KnownOrigins {
  readonly #origins: Origins;
  readonly #find: (origin: Origin) => KnownOrigin;
  readonly #known: KnownOrigin[] = [];

  constructor(origins: Origins, find: (origin: Origin) => KnownOrigin) {
    this.#origins = origins;
    this.#find = find;
  }

  of(number: number): KnownOrigin {
    this.#known[number] ??= this.#find(this.#origins.of(number));
    return this.#known[number];
  }
}

function see(
  arrival: { count: number; lastSeenMs: number },
  resource: SeenResource,
  items: number,
  ms: number,
): void {
  arrival.count += items;
  if (ms > arrival.lastSeenMs) arrival.lastSeenMs = ms;
  if (ms > resource.lastSeenMs) resource.lastSeenMs = ms;
}
