import type { ResolvedConfig } from '../resolved-config';
import { endpointHints } from './endpoints';
import { globHints } from './globs';
import { headerNameHints } from './header-names';
import type { Hint, HintRule } from './hint';
import { optionHints } from './options';
import { placeholderHints } from './placeholders';
import { profileHints } from './profile';
import { quoteHints } from './quotes';
import { samplerHints } from './sampler';
import { samplingRuleHints } from './sampling-rules';
import { spanRuleHints } from './span-rules';
import { unusedHints } from './unused';

export type { Hint };

/** Lists every hint about a configuration, in reading order. */
export function hintsOf(config: ResolvedConfig): Hint[] {
  return follow(RULES, config);
}

/** Lists hints about values by themselves, whatever the other settings are. */
export function valueHintsOf(config: ResolvedConfig): Hint[] {
  return follow(VALUE_RULES, config);
}

function follow(rules: readonly HintRule[], config: ResolvedConfig): Hint[] {
  return rules.flatMap(rule => rule(config)).filter(hint => hint !== undefined);
}

const VALUE_RULES: readonly HintRule[] = [
  quoteHints,
  placeholderHints,
  globHints,
  headerNameHints,
  optionHints,
  profileHints,
];

const RULES: readonly HintRule[] = [
  quoteHints,
  placeholderHints,
  endpointHints,
  samplerHints,
  samplingRuleHints,
  spanRuleHints,
  globHints,
  headerNameHints,
  optionHints,
  profileHints,
  unusedHints,
];
