import { isInstrumentationOn } from '../derived/instrumentation-switches';
import { environmentSpelling } from '../kinds/instrumentations';
import { optionVariable } from '../options/known-options';
import type { ResolvedConfig } from '../resolved-config';
import { type Hint, type HintRule, hintAbout } from './hint';

const NAME = 'OTEL_AGENT_INSTRUMENTATION_OPTIONS';

/** Hints about options of an instrumentation that is off. */
export const optionHints: HintRule = config => {
  const { get, instrumentationNames } = config;
  if (instrumentationNames === undefined) return [];
  const off = Object.keys(get(NAME)).filter(name => !isInstrumentationOn(get, name));
  return off.map(name => {
    const mend =
      config.given.get(NAME)?.source.kind === 'file'
        ? `set ${name}.enabled: true there`
        : `set OTEL_INSTRUMENTATION_${environmentSpelling(name)}_ENABLED=true`;
    const hint = hintAbout(config, NAME, `has options for ${name}, which is off: ${mend}`);
    return hint?.name.startsWith('OTEL_INSTRUMENTATION_') ? { ...hint, ...variableOf(config, name) } : hint;
  });
};

/** The instrumentation's own variable: that of the setting may be about another. */
function variableOf({ get }: ResolvedConfig, instrumentation: string): Partial<Hint> {
  const [first] = Object.entries(get(NAME)[instrumentation]!);
  if (first === undefined) return {};
  const [option, value] = first;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return { name: optionVariable(instrumentation, option), value: text };
}
