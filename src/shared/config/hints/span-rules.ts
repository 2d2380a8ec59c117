import type { AttributeRule } from '../../rules/attribute-rules';
import { partsOfName } from '../../rules/name-rules';
import { DEFAULT_KEYS } from '../../rules/redaction-rules';
import type { ResolvedConfig } from '../resolved-config';
import { type Hint, type HintRule, hintAbout } from './hint';

/** Hints about rules for attributes and names of spans that hardly do what their author wanted. */
export const spanRuleHints: HintRule = config => [...attributeHints(config), ...nameHints(config)];

const ATTRIBUTES = 'OTEL_AGENT_SPAN_ATTRIBUTES';
const NAMES = 'OTEL_AGENT_SPAN_NAMES';

function attributeHints(config: ResolvedConfig): (Hint | undefined)[] {
  const rules = config.get(ATTRIBUTES)?.rules ?? [];
  const messages = [
    ...rules.map(rule => secretFlaw(rule, config)),
    ...overriddenFlaws(rules, config),
    baggageFlaw(rules, config),
  ];
  return messages.map(message =>
    message === undefined ? undefined : hintAbout(config, ATTRIBUTES, message),
  );
}

function secretFlaw({ from, name, as }: AttributeRule, { get }: ResolvedConfig): string | undefined {
  const plain = name.toLowerCase().replaceAll('_', '-').replace('apikey', 'api-key');
  const keys = get('OTEL_AGENT_REDACT')?.defaults ?? DEFAULT_KEYS;
  const key = keys.find(one => plain === one || plain.endsWith(`-${one}`) || plain.endsWith(`.${one}`));
  if (key === undefined) return undefined;
  return `has ${from}:${name}=${as}, whose values are secrets and stay hidden: take it out, or add -${key} to OTEL_AGENT_REDACT`;
}

/** An option of the operator's takes the place of the list that the rules add their headers to. */
function overriddenFlaws(rules: readonly AttributeRule[], { get }: ResolvedConfig): string[] {
  const options = get('OTEL_AGENT_INSTRUMENTATION_OPTIONS');
  const isAsked = rules.some(({ from }) => from === 'header' || from === 'response_header');
  const taken = ['http', 'http2', 'undici'].filter(
    name => options[name]?.headersToSpanAttributes !== undefined,
  );
  return isAsked
    ? taken.map(
        name =>
          `has headers that the option headersToSpanAttributes of ${name} leaves out: add them there, too`,
      )
    : [];
}

function baggageFlaw(rules: readonly AttributeRule[], { get }: ResolvedConfig): string | undefined {
  const reads: readonly string[] = get('OTEL_PROPAGATORS');
  const isRead = ['baggage', 'jaeger', 'ottrace'].some(name => reads.includes(name));
  if (isRead || !rules.some(({ from }) => from === 'baggage')) return undefined;
  return 'has baggage, which no request brings along: add baggage to OTEL_PROPAGATORS';
}

function nameHints(config: ResolvedConfig): (Hint | undefined)[] {
  const names = (config.get(NAMES) ?? []).map(({ name }) => name);
  return names.map(name => {
    const key = partsOfName(name).find((part, index) => index % 2 === 1 && MANY_VALUED.test(part));
    if (key === undefined) return undefined;
    const message = `has the name "${name}", which differs from request to request: use ${INSTEAD[key] ?? 'an attribute of few values'} in the place of {${key}}`;
    return hintAbout(config, NAMES, message);
  });
}

/** Attributes by which backends would list thousands of names. */
const MANY_VALUED =
  /^(?:url\.(?:path|full|query)|http\.(?:url|target)|(?:user|enduser|session)\.id|client\.(?:address|port)|network\.peer\.(?:address|port)|db\.(?:query\.text|statement)|messaging\.message\.id|user_agent\.original)$/;

const INSTEAD: Readonly<Record<string, string>> = {
  'url.path': '{http.route}',
  'url.full': '{server.address}',
  'http.target': '{http.route}',
  'db.query.text': '{db.query.summary}',
  'db.statement': '{db.query.summary}',
};
