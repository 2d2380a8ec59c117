import type { CollectedMetric } from '../../../services/collector/collected';
import type { TracedRun } from './traced-run';

/**
 * Counts the requests of each kind in the metrics. Leaves out the numbers of ports that were free, and upstream's false
 * claims (test/e2e/fidelity/true-claims.ts).
 */
export function durations({ metrics }: TracedRun): string[] {
  const counts = new Map<string, number>();
  for (const [kind, count] of lastPoints(metrics).map(describe))
    counts.set(kind, (counts.get(kind) ?? 0) + count);
  return [...counts].map(([kind, count]) => `${count} of ${kind}`).sort();
}

type Point = CollectedMetric['points'][number];

/** Takes the last points of the durations: each export sends all of them, counted from the start. */
function lastPoints(metrics: readonly CollectedMetric[]): (readonly [CollectedMetric, Point])[] {
  const durations = metrics.filter(({ name }) => name.endsWith('.request.duration'));
  const all = durations.flatMap(metric => metric.points.map(point => [metric, point] as const));
  return [
    ...new Map(
      all.map(one => [JSON.stringify([one[0].scope, one[0].name, one[1].attributes]), one] as const),
    ).values(),
  ];
}

function describe([{ name, unit }, { attributes, count, explicitBounds }]: readonly [
  CollectedMetric,
  Point,
]) {
  const sorted = Object.entries(trueOnes(name, attributes)).sort();
  return [JSON.stringify([name, unit, explicitBounds?.length, sorted]), Number(count)] as const;
}

/** Errors are those of statuses, a server has answered, and of a changed protocol upstream's client knows nothing. */
function trueOnes(name: string, attributes: Readonly<Record<string, unknown>>) {
  const { 'error.type': type, ...given } = attributes;
  const isChanged = name.includes('.client.') && given['http.response.status_code'] === 101;
  const { 'http.response.status_code': _101, 'network.protocol.version': _version, ...unanswered } = given;
  const left = isChanged ? unanswered : given;
  const others: Readonly<Record<string, unknown>> = { ...left, 'server.port': typeof left['server.port'] };
  const isUnanswered = name.includes('.server.') && others['http.response.status_code'] === undefined;
  return {
    ...others,
    ...(/^\d\d\d$/.test(String(type)) && { 'error.type': type }),
    ...(isUnanswered && type === undefined && { 'http.response.status_code': 200 }),
  };
}
