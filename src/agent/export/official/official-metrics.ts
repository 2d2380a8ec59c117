import { AggregationTemporalityPreference } from '@opentelemetry/exporter-metrics-otlp-http';
import { AggregationType, InstrumentType, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import type { Destination } from '../../../shared/otlp/destination';
import { countPoints } from '../count-points';
import type { Pipeline } from '../pipelines/pipeline';
import type { TemporalityPreference } from '../temporalities';
import type { Report } from '../types';
import { Account } from './account';
import { createOfficialMetricExporter } from './exporters';
import { officialPipeline } from './official-pipeline';

export interface OfficialMetricsInput {
  readonly destination: Destination;
  readonly userAgent: string;
  readonly report: Report;
  readonly temporality: TemporalityPreference;
  /** Histograms use exponential buckets. */
  readonly isExponential: boolean;
}

/** Makes the official exporter of metrics, and the pipeline that ends with it. */
export function createOfficialMetrics(input: OfficialMetricsInput): {
  readonly exporter: PushMetricExporter;
  pipelineOf(forceFlush: () => Promise<void>): Pipeline;
} {
  const { destination, userAgent, report, temporality, isExponential } = input;
  const account = new Account('metrics', report);
  const histogram = isExponential ? AggregationType.EXPONENTIAL_HISTOGRAM : AggregationType.DEFAULT;
  const exporter = createOfficialMetricExporter(
    { ...destination, headers: { ...destination.headers, 'user-agent': userAgent } },
    {
      temporalityPreference: PREFERENCES[temporality],
      aggregationPreference: type => ({
        type: type === InstrumentType.HISTOGRAM ? histogram : AggregationType.DEFAULT,
      }),
    },
  );
  account.watch(exporter, countPoints);
  noteCollections(exporter, account);
  return {
    exporter,
    pipelineOf: forceFlush => officialPipeline(account, destination, forceFlush),
  };
}

const PREFERENCES: Readonly<Record<TemporalityPreference, AggregationTemporalityPreference>> = {
  cumulative: AggregationTemporalityPreference.CUMULATIVE,
  delta: AggregationTemporalityPreference.DELTA,
  lowmemory: AggregationTemporalityPreference.LOWMEMORY,
};

function noteCollections(exporter: PushMetricExporter, account: Account): void {
  const send = exporter.export.bind(exporter);
  exporter.export = (metrics, done) => {
    account.note(countPoints(metrics));
    send(metrics, done);
  };
}
