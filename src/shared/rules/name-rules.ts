import { Fields } from './fields';
import { isPlain, type Path, type Refuse } from './refuse';
import { conditionsText, readMatch, type SpanMatch } from './sampling-rules';

/** Rule that gives finished spans another name. The first that matches, and whose attributes the span has, counts. */
export interface NameRule {
  readonly match: SpanMatch;
  /** `{http.request.method} {http.route}`: text, with keys of attributes in braces. */
  readonly name: string;
}

const MOST_RULES = 64;

/** Reads a list of rules. A rule with a bad part is left out. */
export function readNameRules(given: unknown, refuse: Refuse): readonly NameRule[] | undefined {
  const list = isPlain(given) ? [given] : given;
  if (!Array.isArray(list)) return refuse([], 'is not a list of rules');
  if (list.length > MOST_RULES) return refuse([], `has ${list.length} rules, more than ${MOST_RULES}`);
  const rules = list.map((rule, index) => readRule(rule, [index], refuse)).filter(rule => rule !== undefined);
  return rules.length === 0 ? undefined : rules;
}

function readRule(given: unknown, path: Path, refuse: Refuse): NameRule | undefined {
  if (!isPlain(given)) return refuse(path, 'is not a map');
  const fields = new Fields(given, path, refuse);
  fields.only(['match', 'name']);
  const match = readMatch(fields.value('match') ?? {}, [...path, 'match'], refuse);
  const name = fields.text('name')?.trim();
  if (name === undefined) return fields.refuse(undefined, 'lacks a name');
  const flaw = flawOf(name);
  if (flaw !== undefined) return fields.refuse('name', flaw);
  return match !== undefined && fields.isSound ? { match, name } : undefined;
}

function flawOf(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (name.length > MOST_CHARACTERS) return `is longer than ${MOST_CHARACTERS} characters`;
  const left = name.replaceAll(PLACE, '');
  return /[{}]/.test(left)
    ? `is "${name}", in which braces are not in pairs around an attribute's key`
    : undefined;
}

const MOST_CHARACTERS = 256;
/** Place of an attribute in a name. */
const PLACE = /\{\s*([^{}\s]+)\s*\}/g;

/** Splits a name into texts and keys of attributes in turn: `['', 'http.request.method', ' ', 'http.route', '']`. */
export function partsOfName(name: string): string[] {
  return name.split(PLACE);
}

/** Shows rules on one line: `kind=server -> {http.request.method} {http.route}`. */
export function nameRulesText(rules: readonly NameRule[]): string {
  return rules.map(({ match, name }) => [...conditionsText(match), `-> ${name}`].join(' ')).join('; ');
}
