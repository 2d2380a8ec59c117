import type { MetricStore } from '../../store/metrics/metric-store';
import type { Attributes } from '../../trace';
import { findStreams } from '../metrics/find-streams';
import type { ScopeCount } from './arrivals';

/** Library that a service has loaded, as its agent tells (`otel_agent.library`). */
export interface KnownLibrary {
  readonly library: string;
  /** Versions, where processes differ; none for parts of Node.js itself. */
  readonly versions: readonly string[];
  /** `own channels`, `lean`, `upstream`, or `none`. */
  readonly way: string;
  /** Reason why it is not traced; the empty string for a library that is. */
  readonly reason: string;
  /** Spans of its instrumentation scope that are kept. */
  readonly spans: number;
}

const GAUGE = 'otel_agent.library';
/** Attributes of a point. */
const PREFIX = 'otel_agent.library.';
const MAX_LIBRARIES = 200;
/** Libraries of a process that is gone, as after a new deployment, are none of the service's. */
const STALE_MS = 5 * 60_000;

/** Tells the libraries of a service that its agent knows; undefined where it sends none. Those without spans come first. */
export function librariesOf(
  store: MetricStore,
  service: string,
  scopes: readonly ScopeCount[],
): KnownLibrary[] | undefined {
  const found = findStreams(store, {
    service,
    name: GAUGE,
    sinceMs: Number.NEGATIVE_INFINITY,
    untilMs: Number.POSITIVE_INFINITY,
    holds: () => true,
  });
  if (found === undefined) return undefined;
  const streams = found.streams.map(({ attributes, points }) => ({
    attributes,
    lastMs: points.at(-1)?.timeMs ?? 0,
  }));
  const newestMs = streams.reduce((newest, { lastMs }) => Math.max(newest, lastMs), 0);
  const libraries = new Map<string, KnownLibrary & { versions: string[] }>();
  for (const { attributes, lastMs } of streams) {
    if (lastMs <= newestMs - STALE_MS) continue;
    const library = text(attributes, 'name');
    const way = text(attributes, 'way');
    const reason = text(attributes, 'reason');
    const version = text(attributes, 'version');
    const key = JSON.stringify([library, way, reason]);
    const known = libraries.get(key) ?? {
      library,
      versions: [],
      way,
      reason,
      spans: spansOf(scopes, text(attributes, 'scope')),
    };
    libraries.set(key, known);
    if (version !== '' && !known.versions.includes(version)) known.versions.push(version);
  }
  return [...libraries.values()]
    .sort((a, b) => Number(a.reason === '') - Number(b.reason === '') || (a.library < b.library ? -1 : 1))
    .slice(0, MAX_LIBRARIES);
}

function spansOf(scopes: readonly ScopeCount[], scope: string): number {
  return scopes.filter(({ name }) => name === scope).reduce((sum, { spans }) => sum + spans, 0);
}

function text(attributes: Attributes, name: string): string {
  const value = attributes[PREFIX + name];
  return typeof value === 'string' ? value : '';
}
