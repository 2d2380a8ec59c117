import type { CollectedMetric, CollectedSpan } from '../../../services/collector/collected';
import { flattenMetrics, flattenSpans } from '../../../services/collector/flatten-telemetry';
import { type ProgramOptions, runProgram } from '../../lifecycle/run-program';

/** A program's telemetry, and the lines that it printed on stderr. */
export interface TracedRun {
  readonly spans: readonly CollectedSpan[];
  readonly metrics: readonly CollectedMetric[];
  readonly lines: readonly string[];
}

/** Runs a program to its good end under the agent, which prints its telemetry on stdout. */
export async function tracedRun(options: ProgramOptions): Promise<TracedRun> {
  const env = {
    OTEL_TRACES_EXPORTER: 'otlp/stdout',
    OTEL_METRICS_EXPORTER: 'otlp/stdout',
    OTEL_LOGS_EXPORTER: 'none',
    OTEL_AGENT_BANNER: 'off',
    OTEL_NODE_RESOURCE_DETECTORS: 'env',
    ...options.env,
  };
  const { code, stdout, stderr } = await runProgram({ ...options, env });
  if (code !== 0) throw new Error(`${options.script} ended with ${code}:\n${stderr}`);
  const requests = stdout
    .split('\n')
    .filter(line => line.startsWith('{'))
    .map(line => JSON.parse(line));
  return {
    spans: requests.flatMap(flattenSpans),
    metrics: requests.flatMap(flattenMetrics),
    lines: stderr.trim().split('\n'),
  };
}
