import type { Check } from '../../check';
import { fail, ok, warn } from '../../check';

/** Does the sampler keep anything? */
export const sampler: Check = {
  name: 'sampler',
  needs: 'app',
  run({ config }) {
    const { name, ratio } = config.sampler;
    if (config.given.has('OTEL_AGENT_SAMPLING_RULES'))
      return ok(`OTEL_AGENT_SAMPLING_RULES decides, and ${name} where no rule matches`);
    const mend = 'set OTEL_TRACES_SAMPLER=parentbased_always_on, or unset it';
    if (name === 'always_off' || (name === 'traceidratio' && ratio === 0))
      return fail({
        seen: `${name}${name === 'traceidratio' ? ' with ratio 0' : ''} keeps no trace`,
        why: 'no span is recorded',
        mend,
      });
    if (name === 'parentbased_always_off' || (name === 'parentbased_traceidratio' && ratio === 0))
      return warn({
        seen: `${name} keeps only what a calling service has sampled`,
        why: 'traces that begin here are not recorded',
        mend,
      });
    if (name.endsWith('ratio') && ratio < 1)
      return ok(`${name} keeps ${+(ratio * 100).toFixed(4)}% of the traces that begin here`);
    return ok(
      name.startsWith('parentbased')
        ? `${name}: a caller that samples nothing decides so for its requests`
        : name,
    );
  },
};
