import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';

/** Counts the data points of a collection: metrics are counted by them as sent or dropped. */
export function countPoints({ scopeMetrics }: ResourceMetrics): number {
  let points = 0;
  for (const { metrics } of scopeMetrics) for (const { dataPoints } of metrics) points += dataPoints.length;
  return points;
}
