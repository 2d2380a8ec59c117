import { Fields } from './fields';
import { isPlain, type Path, type Plain, type Refuse } from './refuse';
import { KINDS } from './sampling-rules';

/** Parts of a request that attributes can come from. */
export const SOURCES = ['header', 'response_header', 'query', 'route_param', 'baggage'] as const;
export type AttributeSource = (typeof SOURCES)[number];

const TYPES = ['string', 'int', 'double', 'boolean'] as const;

/** Rule that gives spans an attribute from a part of their request. */
export interface AttributeRule {
  readonly from: AttributeSource;
  /** Name of the header, parameter or entry; headers in small letters. */
  readonly name: string;
  /** Key of the attribute. */
  readonly as: string;
  /** Values of another type are left out. */
  readonly type: (typeof TYPES)[number];
  readonly kinds: readonly (typeof KINDS)[number][];
  /** Longer values are cut, in characters. */
  readonly maxLength: number;
}

export interface AttributeRules {
  readonly rules: readonly AttributeRule[];
  /** Headers that the instrumentations have to record, by side and message: `SERVER_CAPTURE_REQUEST`. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
}

/** Each rule is looked at for each span of its kinds. */
const MOST_RULES = 64;
const MOST_CHARACTERS = 4096;
const DEFAULT_MAX_LENGTH = 256;

/** Reads a list of maps, or of `header:x-tenant-id=tenant.id`. Bad entries are left out. */
export function readAttributeRules(given: unknown, refuse: Refuse): AttributeRules | undefined {
  const list = typeof given === 'string' ? given.split(',') : given;
  if (!Array.isArray(list)) return refuse([], 'is not a list of rules');
  if (list.length > MOST_RULES) return refuse([], `has ${list.length} rules, more than ${MOST_RULES}`);
  const rules: AttributeRule[] = [];
  for (const [index, entry] of list.entries()) {
    const map = isPlain(entry) ? entry : mapOf(String(entry).trim());
    const rule = map === undefined ? refuse([index], NO_ENTRY) : readRule(map, [index], refuse);
    const isTwice = rule !== undefined && rules.some(other => isSameTarget(other, rule));
    if (isTwice) refuse([index], `gives ${rule.as} again, which an earlier rule gives`);
    else if (rule !== undefined) rules.push(rule);
  }
  return rules.length === 0 ? undefined : { rules, headers: headersOf(rules) };
}

const NO_ENTRY = `is no map and not SOURCE:NAME=ATTRIBUTE with one of ${SOURCES.join(', ')}`;

/** Takes `query:page=app.page` apart. */
function mapOf(text: string): Plain | undefined {
  const [, from, name, as] = /^([a-z_]+):([^=]+)(?:=(.+))?$/.exec(text) ?? [];
  return from === undefined ? undefined : { [from]: name, ...(as !== undefined && { as }) };
}

function readRule(map: Plain, path: Path, refuse: Refuse): AttributeRule | undefined {
  const fields = new Fields(map, path, refuse);
  fields.only([...SOURCES, 'as', 'type', 'kind', 'max_length']);
  const [from, other] = SOURCES.filter(source => fields.has(source));
  if (!fields.isSound) return undefined;
  if (from === undefined) return fields.refuse(undefined, `has none of ${SOURCES.join(', ')}`);
  if (other !== undefined) return fields.refuse(other, `stands beside ${from}: a rule has one source`);
  const name = readName(from, fields);
  const as = fields.text('as') ?? (name === undefined ? undefined : conventionFor(from, name));
  if (as === undefined && fields.isSound) fields.refuse(undefined, `lacks as: no convention names a ${from}`);
  if (as?.trim() === '') fields.refuse('as', 'is empty');
  if (name?.includes('*') && from === 'baggage' && as !== name)
    fields.refuse('as', 'is one key for many entries: leave it out');
  const type = fields.words('type', TYPES)?.[0] ?? 'string';
  const maxLength = fields.number('max_length', `a whole number from 1 to ${MOST_CHARACTERS}`, isLength);
  const kinds = readKinds(from, fields);
  if (!fields.isSound) return undefined;
  return { from, name: name!, as: as!, type, kinds, maxLength: maxLength ?? DEFAULT_MAX_LENGTH };
}

function isLength(value: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= MOST_CHARACTERS;
}

function readName(from: AttributeSource, fields: Fields): string | undefined {
  const text = fields.text(from)?.trim();
  if (text === undefined) return undefined;
  if (!isHeader(from)) return text === '' ? fields.refuse(from, 'is empty') : text;
  return HEADER.test(text) ? text.toLowerCase() : fields.refuse(from, `is "${text}", no name of a header`);
}

const HEADER = /^[!#$%&'*+.^_`|~\dA-Za-z-]+$/;

/** Attribute of the semantic conventions, or of those who put baggage on spans. */
function conventionFor(from: AttributeSource, name: string): string | undefined {
  if (from === 'header') return `http.request.header.${name}`;
  if (from === 'response_header') return `http.response.header.${name}`;
  return from === 'baggage' ? name : undefined;
}

/** Kinds of spans that have the source: only servers have routes, all spans have baggage. */
function readKinds(from: AttributeSource, fields: Fields): AttributeRule['kinds'] {
  const given = fields.words('kind', KINDS);
  if (from === 'baggage') return given ?? KINDS;
  const able: AttributeRule['kinds'] = from === 'route_param' ? ['server'] : ['server', 'client'];
  const unable = given?.find(kind => !able.includes(kind));
  if (unable !== undefined)
    fields.refuse('kind', `is ${unable}: only ${able.join(' and ')} spans have a ${from}`);
  return given ?? ['server'];
}

function isSameTarget(one: AttributeRule, other: AttributeRule): boolean {
  return one.as === other.as && one.kinds.some(kind => other.kinds.includes(kind));
}

function isHeader(from: AttributeSource): boolean {
  return from === 'header' || from === 'response_header';
}

function headersOf(rules: readonly AttributeRule[]): AttributeRules['headers'] {
  const headers: Record<string, string[]> = {};
  for (const { from, kinds, name } of rules) {
    if (!isHeader(from)) continue;
    for (const kind of kinds) {
      const message = from === 'header' ? 'REQUEST' : 'RESPONSE';
      const of = `${kind.toUpperCase()}_CAPTURE_${message}`;
      headers[of] = [...(headers[of] ?? []), name];
    }
  }
  return headers;
}

/** Shows rules on one line: `header:x-tenant-id=tenant.id; query:page=page (int)`. */
export function attributeRulesText({ rules }: AttributeRules): string {
  return rules.map(ruleText).join('; ');
}

function ruleText({ from, name, as, type, kinds, maxLength }: AttributeRule): string {
  const isUsual = kinds.length === KINDS.length || kinds.join() === 'server';
  const details = [
    ...(type === 'string' ? [] : [type]),
    ...(isUsual ? [] : [kinds.join(' ')]),
    ...(maxLength === DEFAULT_MAX_LENGTH ? [] : [`${maxLength} characters`]),
  ];
  return `${from}:${name}=${as}${details.length === 0 ? '' : ` (${details.join(', ')})`}`;
}
