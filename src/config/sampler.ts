import type { GetValue, ReportConflict } from './get-value';
import type { Value } from './settings';

/** The chosen sampler as plain values; `ratio` (0 to 1) counts for the traceidratio samplers alone. */
export interface Sampler {
  readonly name: Value<'OTEL_TRACES_SAMPLER'>;
  readonly ratio: number;
}

/** The sampler with its argument, which only some samplers read. */
export function samplerOf(get: GetValue, report: ReportConflict): Sampler {
  const name = get('OTEL_TRACES_SAMPLER');
  const argument = get('OTEL_TRACES_SAMPLER_ARG');
  if (argument === undefined || !name.endsWith('traceidratio')) return { name, ratio: 1 };
  const ratio = Number(argument);
  if (ratio >= 0 && ratio <= 1) return { name, ratio };
  report('OTEL_TRACES_SAMPLER_ARG', 'is not a number from 0 to 1', '1');
  return { name, ratio: 1 };
}
