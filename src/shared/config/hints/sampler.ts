import { type HintRule, hintAbout } from './hint';

/** Hints about a ratio without a sampler that reads it, and the reverse. */
export const samplerHints: HintRule = config => {
  const { name } = config.sampler;
  const readsRatio = name.endsWith('traceidratio');
  const isGiven = config.given.has('OTEL_TRACES_SAMPLER_ARG');
  if (readsRatio && !isGiven) {
    const message = 'has no ratio beside it, and keeps all traces: set OTEL_TRACES_SAMPLER_ARG';
    return [hintAbout(config, 'OTEL_TRACES_SAMPLER', message)];
  }
  if (readsRatio || config.problems.some(({ setting }) => setting === 'OTEL_TRACES_SAMPLER')) return [];
  const message = `is without effect on ${name}: set OTEL_TRACES_SAMPLER=parentbased_traceidratio`;
  return [hintAbout(config, 'OTEL_TRACES_SAMPLER_ARG', message)];
};
