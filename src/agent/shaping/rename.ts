import { ownDiag } from '../../shared/log';
import { type NameRule, partsOfName } from '../../shared/rules/name-rules';
import { KINDS, PARENTS } from '../../shared/rules/sampling-rules';
import type { SpanItem } from '../export/span-item';
import { keysOfMatches } from '../sampling/rules/fields';
import { type FindRule, findRule } from '../sampling/rules/match';

/** Attributes that conditions and names are about. */
type Facts = Record<string, never>;

/** Gives a span its name, if it has all attributes that the name is made of. */
type MakeName = (facts: Facts) => string | undefined;

/** Rules for spans of a kind below a kind of parent; `finds[n]` looks from rule n on. */
interface Rules {
  readonly finds: readonly FindRule[];
  readonly makes: readonly MakeName[];
}

/** Makes the step that renames finished spans: the first rule that matches, and whose attributes the span has, counts. */
export function renaming(all: readonly NameRule[]): (span: SpanItem) => void {
  const compiled = all.map(({ match, name }) => ({ match, make: bounded(name, namer(partsOfName(name))) }));
  const groups = PARENTS.map(parent =>
    KINDS.map((kind): Rules => {
      const some = compiled.filter(
        ({ match }) => match.kind?.includes(kind) !== false && match.parent?.includes(parent) !== false,
      );
      const matches = some.map(({ match }) => match);
      return {
        finds: matches.map((_, index) => findRule(matches.slice(index))),
        makes: some.map(({ make }) => make),
      };
    }),
  );
  const keys = new Set([
    ...keysOfMatches(all.map(({ match }) => match)),
    ...all.flatMap(({ name }) => partsOfName(name).filter((_, index) => index % 2 === 1)),
  ]);
  return span => {
    const rules = groups[parentOf(span)]![span.kind];
    if (rules === undefined || rules.makes.length === 0) return;
    const name = nameBy(rules, span.name, factsOf(span, keys));
    if (name !== undefined) (span as { name: string }).name = name;
  };
}

/** Index in `PARENTS`. */
function parentOf({ parentSpanContext }: SpanItem): number {
  return parentSpanContext === undefined ? 0 : parentSpanContext.isRemote === true ? 1 : 2;
}

function nameBy({ finds, makes }: Rules, name: string, facts: Facts): string | undefined {
  for (let from = 0; from < makes.length; from++) {
    const found = finds[from]!(name, facts);
    if (found === -1) return undefined;
    from += found;
    const made = makes[from]!(facts);
    if (made !== undefined) return made;
  }
  return undefined;
}

/** Takes the attributes out of their list, which stays: an object of all of them would be dearer to send. */
function factsOf(span: SpanItem, keys: ReadonlySet<string>): Facts {
  const list = span.attributeList;
  if (list === undefined) return span.attributes as Facts;
  const facts: Record<string, unknown> = {};
  for (const some of [list, span.sharedAttributes?.list ?? []])
    for (let at = 0; at < some.length; at += 2)
      if (keys.has(some[at] as string)) facts[some[at] as string] = some[at + 1];
  return facts as Facts;
}

const MOST_CHARACTERS = 256;

function namer(parts: readonly string[]): MakeName {
  return facts => {
    let name = parts[0]!;
    for (let at = 1; at < parts.length; at += 2) {
      const value: unknown = facts[parts[at]!];
      if (value === undefined || value === '') return undefined;
      name += Array.isArray(value) ? value.join(',') : value;
      name += parts[at + 1]!;
    }
    return name.length > MOST_CHARACTERS ? name.slice(0, MOST_CHARACTERS) : name;
  };
}

/** Backends list spans by their names: a rule that makes more than this is hardly what its author wanted. */
const MOST_NAMES = 1000;

function bounded(template: string, make: MakeName): MakeName {
  const known = new Set<string>();
  let isTold = false;
  return facts => {
    const name = make(facts);
    if (name === undefined || known.has(name)) return name;
    if (known.size < MOST_NAMES) {
      known.add(name);
      return name;
    }
    if (!isTold) tell(template);
    isTold = true;
    return undefined;
  };
}

function tell(template: string): void {
  ownDiag.error(
    `the span name "${template}" has made ${MOST_NAMES} different names, and further spans keep their own: use attributes of few values in OTEL_AGENT_SPAN_NAMES`,
  );
}
