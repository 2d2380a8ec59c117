import type { GetValue, ReportConflict } from '../read/get-value';
import type { Value } from '../settings';

/** Chosen sampler as plain values; only the traceidratio samplers use `ratio` (0 to 1). */
export interface Sampler {
  readonly name: Value<'OTEL_TRACES_SAMPLER'>;
  readonly ratio: number;
}

/** Reads the sampler and its argument, which only some samplers use. */
export function samplerOf(get: GetValue, report: ReportConflict): Sampler {
  const name = get('OTEL_TRACES_SAMPLER');
  const argument = get('OTEL_TRACES_SAMPLER_ARG');
  if (argument === undefined || !name.endsWith('traceidratio')) return { name, ratio: 1 };
  const ratio = Number(argument);
  if (ratio >= 0 && ratio <= 1) return { name, ratio };
  report('OTEL_TRACES_SAMPLER_ARG', 'is not a number from 0 to 1', '1');
  return { name, ratio: 1 };
}
