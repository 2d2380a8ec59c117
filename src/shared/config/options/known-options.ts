import { didYouMean } from '../../nearest';
import { environmentSpelling } from '../kinds/instrumentations';
import optionsByName from './options.generated.json';

/** Kind of an option's value, which the build reads from upstream's type declarations. */
export type OptionKind = 'boolean' | 'number' | 'string' | 'list' | 'object' | 'function' | 'any';

/** Option of an instrumentation, by upstream's own name. */
export interface KnownOption {
  readonly option: string;
  readonly kind: OptionKind;
  /** Words that a list may have; undefined for a list of any texts. */
  readonly words?: readonly string[];
  /** Members of a map; undefined for a map with any. */
  readonly members?: readonly KnownOption[];
}

/** Spelling of options: `requireParentSpan`, `require_parent_span`, or `REQUIRE_PARENT_SPAN` behind a prefix. */
export type Spelling = (option: string) => string;

/** Finds an option by any of its spellings. */
export function findOption(instrumentation: string, given: string): KnownOption | undefined {
  return namedAs(given, optionsOf(instrumentation));
}

/** Finds an option among others; underscores and case do not count. */
export function namedAs(given: string, options: readonly KnownOption[]): KnownOption | undefined {
  return options.find(({ option }) => plain(option) === plain(given));
}

/** Lists the options of an instrumentation that a setting can hold. */
export function settableOptions(instrumentation: string): KnownOption[] {
  return optionsOf(instrumentation).filter(({ kind }) => kind !== 'function');
}

/** Short names of the instrumentations that have options. */
export function instrumentationsWithOptions(): string[] {
  return Object.keys(OPTIONS);
}

/** Suggests the nearest option, or all that there are. */
export function suggestOption(instrumentation: string, given: string, spell: Spelling): string {
  const names = settableOptions(instrumentation).map(({ option }) => spell(option));
  const near = didYouMean(given, names);
  if (near !== '') return near;
  return names.length === 0 ? ': it has none' : `: there are ${names.join(', ')}`;
}

/** Spells an option in snake_case, as configuration files do. */
export const snakeCase: Spelling = option => option.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();

/** Environment name of an option: OTEL_INSTRUMENTATION_PG_REQUIRE_PARENT_SPAN. */
export function optionVariable(instrumentation: string, option: string): string {
  return `OTEL_INSTRUMENTATION_${environmentSpelling(instrumentation)}_${snakeCase(option).toUpperCase()}`;
}

/** Environment names of all options of an instrumentation that a variable can hold. */
export function optionVariables(instrumentation: string): string[] {
  return settableOptions(instrumentation).map(({ option }) => optionVariable(instrumentation, option));
}

/** Type of an option as the build writes it: a kind, a list with its words, or a map's members. */
type Declared = string | { readonly [member: string]: Declared };

const OPTIONS: Readonly<Record<string, Readonly<Record<string, Declared>>>> = optionsByName;

function optionsOf(instrumentation: string): KnownOption[] {
  return knownOf(OPTIONS[instrumentation] ?? {});
}

function knownOf(types: Readonly<Record<string, Declared>>): KnownOption[] {
  return Object.entries(types).map(([option, declared]) => {
    if (typeof declared === 'object') return { option, kind: 'object', members: knownOf(declared) };
    const [kind, words] = declared.split(':') as [OptionKind, string?];
    return { option, kind, ...(words !== undefined && { words: words.split(',') }) };
  });
}

function plain(name: string): string {
  return name.replaceAll('_', '').toLowerCase();
}
