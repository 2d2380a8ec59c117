import { didYouMean } from '../nearest';
import { Fields } from './fields';
import { isPlain, type Path, type Refuse } from './refuse';

/** Names of secrets that are hidden by default. */
export const DEFAULT_KEYS = [
  'password',
  'authorization',
  'cookie',
  'set-cookie',
  'api-key',
  'token',
  'secret',
] as const;

/** Kinds of data that are known by their form. */
export const PATTERNS = [
  'credit-card',
  'email',
  'jwt',
  'bearer',
  'aws-key',
  'google-key',
  'iban',
  'ipv4',
  'ipv6',
  'phone',
] as const;
export type PatternName = (typeof PATTERNS)[number];

export type RedactionAction =
  | { readonly kind: 'replace'; readonly by: string }
  /** Keyed hash, so that equal values can still be told. */
  | { readonly kind: 'hash' }
  | { readonly kind: 'drop' }
  | { readonly kind: 'truncate'; readonly length: number };

/** Rule for values: by their keys, by a known form, or by a regular expression. */
export interface RedactionRule {
  readonly by:
    | { readonly keys: readonly string[] }
    | { readonly pattern: PatternName }
    | { readonly regex: string };
  readonly action: RedactionAction;
}

export interface RedactionRules {
  readonly rules: readonly RedactionRule[];
  /** Default keys that are in force. */
  readonly defaults: readonly string[];
}

export const REPLACE: RedactionAction = { kind: 'replace', by: 'REDACTED' };

/** Tells why a regular expression cannot be used; undefined if it can. */
export type WhyUnusable = (regex: string) => string | undefined;

/**
 * Reads a list: names of patterns, `key:GLOB`, `-token` for a default key that is not to be hidden, `off` for none of
 * them, each with an action behind `=`; and maps with `keys`, `pattern` or `regex`. Bad entries are left out.
 */
export function readRedactionRules(
  given: unknown,
  refuse: Refuse,
  whyUnusable: WhyUnusable,
): RedactionRules | undefined {
  const list = typeof given === 'string' ? given.split(',') : given;
  if (!Array.isArray(list)) return refuse([], 'is not a list of rules');
  const rules: RedactionRule[] = [];
  const shown = new Set<string>();
  for (const [index, entry] of list.entries()) {
    if (isPlain(entry)) rules.push(...present(readMap(entry, [index], refuse, whyUnusable)));
    else readWord(String(entry).trim(), [index], refuse, rules, shown);
  }
  return { rules, defaults: DEFAULT_KEYS.filter(key => !shown.has(key)) };
}

function readWord(
  text: string,
  path: Path,
  refuse: Refuse,
  rules: RedactionRule[],
  shown: Set<string>,
): void {
  if (text === '') return;
  if (text === 'off') for (const key of DEFAULT_KEYS) shown.add(key);
  else if (text.startsWith('-')) {
    if ((DEFAULT_KEYS as readonly string[]).includes(text.slice(1))) shown.add(text.slice(1));
    else {
      const words = DEFAULT_KEYS.map(key => `-${key}`);
      refuse(path, `is "${text}", none of ${words.join(', ')}${didYouMean(text, words)}`);
    }
  } else {
    const [, what = '', how] = /^(.*?)(?:=([^=]*))?$/s.exec(text)!;
    const key = /^key:(.+)$/.exec(what)?.[1];
    const action = readAction(how ?? 'replace');
    const pattern = PATTERNS.find(name => name === what);
    if (action === undefined)
      refuse(path, `has the action "${how}", not replace, hash, drop or truncate(100)`);
    else if (key !== undefined) rules.push({ by: { keys: [key] }, action });
    else if (pattern !== undefined) rules.push({ by: { pattern }, action });
    else
      refuse(
        path,
        `is "${text}", not key:GLOB and none of ${PATTERNS.join(', ')}${didYouMean(what, PATTERNS)}`,
      );
  }
}

function readMap(
  map: Readonly<Record<string, unknown>>,
  path: Path,
  refuse: Refuse,
  whyUnusable: WhyUnusable,
): RedactionRule | undefined {
  const fields = new Fields(map, path, refuse);
  fields.only(['keys', 'pattern', 'regex', 'action', 'by']);
  const ways = (['keys', 'pattern', 'regex'] as const).filter(way => fields.has(way));
  if (ways.length !== 1) return fields.refuse(undefined, 'has not one of keys, pattern and regex');
  const by = fields.text('by');
  const how = fields.text('action') ?? 'replace';
  const action = readAction(how);
  if (action === undefined) return fields.refuse('action', 'is not replace, hash, drop or truncate(100)');
  const keys = fields.texts('keys');
  const pattern = fields.words('pattern', PATTERNS)?.[0];
  const regex = fields.text('regex');
  const fault = regex === undefined ? undefined : whyUnusable(regex);
  if (fault !== undefined) fields.refuse('regex', `is not usable: ${fault}`);
  if (!fields.isSound) return undefined;
  return {
    by: keys !== undefined ? { keys } : pattern !== undefined ? { pattern } : { regex: regex! },
    action: action.kind === 'replace' && by !== undefined ? { kind: 'replace', by } : action,
  };
}

function readAction(text: string): RedactionAction | undefined {
  if (text === 'replace') return REPLACE;
  if (text === 'hash' || text === 'drop') return { kind: text };
  const length = /^truncate\((\d{1,6})\)$/.exec(text)?.[1];
  return length === undefined ? undefined : { kind: 'truncate', length: Number(length) };
}

function present<Item>(item: Item | undefined): Item[] {
  return item === undefined ? [] : [item];
}

/** Shows rules on one line: the default keys, then each rule. */
export function redactionRulesText({ rules, defaults }: RedactionRules): string {
  return [...defaults, ...rules.map(ruleText)].join('; ') || 'off';
}

function ruleText({ by, action }: RedactionRule): string {
  const what = 'keys' in by ? `key:${by.keys.join('|')}` : 'pattern' in by ? by.pattern : `/${by.regex}/`;
  const how = action.kind === 'truncate' ? `truncate(${action.length})` : action.kind;
  return action.kind === 'replace' ? what : `${what}=${how}`;
}
