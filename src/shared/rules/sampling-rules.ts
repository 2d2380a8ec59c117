import { Fields } from './fields';
import { isPlain, type Path, type Refuse } from './refuse';

export const KINDS = ['internal', 'server', 'client', 'producer', 'consumer'] as const;
export const PARENTS = ['none', 'remote', 'local'] as const;

/** Conditions on a span at its start. All of them have to hold; of several values of a condition, one. */
export interface SpanMatch {
  readonly kind?: readonly (typeof KINDS)[number][];
  /** Parent: none, in another process, or in this process. */
  readonly parent?: readonly (typeof PARENTS)[number][];
  /** Globs on the span's name. */
  readonly name?: readonly string[];
  /** Globs on the path, without its query. */
  readonly path?: readonly string[];
  /** Routes: `/users/:id`, `/users/{id}/orders`. */
  readonly route?: readonly string[];
  /** Globs on the host, of the request's target. */
  readonly host?: readonly string[];
  readonly method?: readonly string[];
  /** Globs on further attributes, by key. */
  readonly attributes?: Readonly<Record<string, readonly string[]>>;
}

export type SamplingAction =
  /** Leaves the span out, with its whole subtree in this process. */
  | { readonly kind: 'drop' }
  | { readonly kind: 'ratio'; readonly ratio: number }
  | { readonly kind: 'per_second'; readonly perSecond: number };

/** Rule for spans; the first that matches decides. */
export interface SamplingRule {
  readonly match: SpanMatch;
  readonly action: SamplingAction;
}

/** Reads a list of rules, as YAML, JSON or the configuration file gives it. A rule with a bad part is left out. */
export function readSamplingRules(given: unknown, refuse: Refuse): readonly SamplingRule[] | undefined {
  const list = isPlain(given) ? (given.rules ?? [given]) : given;
  if (typeof list === 'string' && FILE_PATH.test(list))
    return refuse([], 'is the path of a file: write the rules themselves');
  if (!Array.isArray(list)) return refuse([], 'is not a list of rules');
  return list.map((rule, index) => readRule(rule, [index], refuse)).filter(rule => rule !== undefined);
}

/** `/etc/rules.yaml`, `./rules`, `rules.json` */
const FILE_PATH = /^(\.{0,2}|~|[a-z]:)[\\/]\S+$|^\S+\.(ya?ml|json)$/i;

const ACTIONS = ['drop', 'ratio', 'per_second'] as const;
const CONDITIONS = ['kind', 'parent', 'name', 'path', 'route', 'host', 'method', 'attributes'];

function readRule(given: unknown, path: Path, refuse: Refuse): SamplingRule | undefined {
  if (!isPlain(given)) return refuse(path, 'is not a map');
  const fields = new Fields(given, path, refuse);
  fields.only(['match', ...ACTIONS]);
  const match = readMatch(fields.value('match') ?? {}, [...path, 'match'], refuse);
  const action = readAction(fields);
  return match !== undefined && action !== undefined && fields.isSound ? { match, action } : undefined;
}

function readAction(fields: Fields): SamplingAction | undefined {
  const [kind, other] = ACTIONS.filter(action => fields.has(action));
  if (kind === undefined) return fields.refuse(undefined, 'lacks an action: drop, ratio or per_second');
  if (other !== undefined) return fields.refuse(other, `stands beside ${kind}: a rule has one action`);
  if (kind === 'drop') {
    const given = fields.value('drop');
    return given === true ? { kind } : fields.refuse('drop', `is ${JSON.stringify(given)}, not true`);
  }
  if (kind === 'ratio') {
    const ratio = fields.number('ratio', 'a number from 0 to 1', value => value >= 0 && value <= 1);
    return ratio === undefined ? undefined : { kind, ratio };
  }
  const perSecond = fields.number('per_second', 'a number above 0', value => value > 0 && value < 1e9);
  return perSecond === undefined ? undefined : { kind, perSecond };
}

/** Reads conditions on a span. */
export function readMatch(given: unknown, path: Path, refuse: Refuse): SpanMatch | undefined {
  if (!isPlain(given)) return refuse(path, 'is not a map');
  const fields = new Fields(given, path, refuse);
  fields.only(CONDITIONS);
  const match = {
    kind: fields.words('kind', KINDS),
    parent: fields.words('parent', PARENTS),
    name: fields.texts('name'),
    path: fields.texts('path'),
    route: fields.texts('route'),
    host: fields.texts('host'),
    method: fields.texts('method'),
    attributes: readAttributes(fields.value('attributes'), [...path, 'attributes'], fields, refuse),
  };
  const stated = Object.entries(match).filter(([, value]) => value !== undefined);
  return fields.isSound ? Object.fromEntries(stated) : undefined;
}

function readAttributes(given: unknown, path: Path, match: Fields, refuse: Refuse) {
  if (given === undefined) return undefined;
  if (!isPlain(given)) return match.refuse('attributes', 'is not a map');
  const fields = new Fields(given, path, refuse);
  const entries = Object.keys(given).map(key => [key, fields.texts(key) ?? []] as const);
  if (!fields.isSound) match.isSound = false;
  return Object.fromEntries(entries);
}

/** Shows a rule on one line: `drop path=/healthz`. */
export function samplingRuleText({ match, action }: SamplingRule): string {
  return [actionText(action), ...conditionsText(match)].join(' ');
}

/** Shows conditions: `kind=server`, `path=/a|/b`. */
export function conditionsText({ attributes = {}, ...others }: SpanMatch): string[] {
  const conditions = [...Object.entries(others), ...Object.entries(attributes)];
  return conditions.map(([key, values]) => `${key}=${values.join('|')}`);
}

function actionText(action: SamplingAction): string {
  if (action.kind === 'ratio') return `ratio ${action.ratio}`;
  return action.kind === 'drop' ? 'drop' : `${action.perSecond} per second`;
}
