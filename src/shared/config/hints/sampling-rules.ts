import { type SamplingRule, type SpanMatch, samplingRuleText } from '../../rules/sampling-rules';
import { judgePath } from './globs';
import { type HintRule, hintAbout } from './hint';

/** Hints about rules of sampling that can never decide. */
export const samplingRuleHints: HintRule = config => {
  const name = 'OTEL_AGENT_SAMPLING_RULES';
  const rules = config.get(name) ?? [];
  const conditions = rules.flatMap(rule => flawsOf(rule).map(flaw => `has ${named(rule)}, whose ${flaw}`));
  return [...conditions, ...behindCatchAll(rules)].map(message => hintAbout(config, name, message));
};

function flawsOf({ match }: SamplingRule): string[] {
  return JUDGES.flatMap(([condition, judge]) =>
    (match[condition] ?? []).flatMap(text => {
      const flaw = judge(text);
      return flaw === undefined ? [] : [`${condition} "${text}" ${flaw}`];
    }),
  );
}

const JUDGES: readonly (readonly ['path' | 'route' | 'host', (text: string) => string | undefined])[] = [
  ['path', judgePath],
  ['route', judgeRoute],
  ['host', judgeHost],
];

function judgeRoute(route: string): string | undefined {
  if (/^[a-z]+:\/\//i.test(route)) return 'matches no route: leave out scheme and host';
  return /\?.*=/.test(route) ? 'matches no route: leave out the query' : undefined;
}

function judgeHost(host: string): string | undefined {
  if (/^[a-z]+:\/\//i.test(host)) return 'matches no host: leave out the scheme';
  if (host.includes('/')) return 'matches no host: leave out the path';
  return /^[^:]*:\d+$/.test(host) ? 'matches no host: leave out the port' : undefined;
}

function behindCatchAll(rules: readonly SamplingRule[]): string[] {
  const index = rules.findIndex(({ match }) => isEmpty(match));
  const catchAll = rules[index];
  const [behind] = rules.slice(index + 1);
  if (catchAll === undefined || behind === undefined) return [];
  return [`has ${named(behind)} behind ${named(catchAll)}, which matches every span: put it before`];
}

function isEmpty(match: SpanMatch): boolean {
  return Object.values(match).every(condition => Object.keys(condition).length === 0);
}

function named(rule: SamplingRule): string {
  return `the rule "${samplingRuleText(rule)}"`;
}
