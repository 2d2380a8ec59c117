import type { DataPoint, MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { consoleAttributes, consoleTime } from './console-lines';

/** Formats metrics for reading: a line for each data point. */
export function consoleMetrics(metrics: ResourceMetrics): Uint8Array {
  const lines = metrics.scopeMetrics.flatMap(({ metrics }) =>
    metrics.flatMap(metric => metric.dataPoints.map(point => pointLine(metric, point))),
  );
  return Buffer.from(lines.join(''));
}

function pointLine({ descriptor }: MetricData, point: DataPoint<unknown>): string {
  const { name, unit } = descriptor;
  const value = JSON.stringify(point.value, (_, inner) =>
    Number.isFinite(inner) || typeof inner !== 'number' ? inner : String(inner),
  );
  return `${consoleTime(point.endTime)} metric ${name} ${value}${unit && ` ${unit}`}${consoleAttributes(point.attributes)}\n`;
}
