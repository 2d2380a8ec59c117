import type { CollectedMetric } from '../../services/collector/collected';
import type { TracedRun } from './traced-run';

/** How many requests of each kind there were, by what the metrics say; which ports were free is left out. */
export function durations({ metrics }: TracedRun): string[] {
  return metrics
    .filter(({ name }) => name.endsWith('.request.duration'))
    .flatMap(describePoints)
    .sort();
}

function describePoints({ name, unit, points }: CollectedMetric): string[] {
  return points.map(({ attributes, count, explicitBounds }) => {
    const sorted = Object.entries({ ...attributes, 'server.port': typeof attributes['server.port'] }).sort();
    return JSON.stringify([name, unit, count, explicitBounds?.length, sorted]);
  });
}
