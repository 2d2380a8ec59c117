import { didYouMean } from '../../../nearest';
import { environmentSpelling, shortName } from '../../kinds/instrumentations';
import { fitValue } from '../../options/fit-value';
import { findOption, type KnownOption, snakeCase, suggestOption } from '../../options/known-options';
import { give, type Into, report, reportAt } from '../into';
import { type Entry, type FileNode, isNull, plainOf } from '../nodes';
import { map, nothing, own, type Part, unable } from './part';
import { booleanOf, numberOf, setting, textIn } from './values';

const STABLE = 'the instrumentations emit the stable conventions alone';
const semconv = map({ semconv: unable(STABLE) });

function http(side: 'CLIENT' | 'SERVER'): Part {
  return map({
    request_captured_headers: setting(`OTEL_INSTRUMENTATION_HTTP_${side}_CAPTURE_REQUEST_HEADERS`),
    response_captured_headers: setting(`OTEL_INSTRUMENTATION_HTTP_${side}_CAPTURE_RESPONSE_HEADERS`),
    known_methods: setting('OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS'),
  });
}

const OPTIONS = 'OTEL_AGENT_INSTRUMENTATION_OPTIONS';

/** `instrumentation/development`: general rules, and a map of this language's instrumentations. */
export const instrumentation: Part = map({
  general: map({
    http: map({ semconv: unable(STABLE), client: http('CLIENT'), server: http('SERVER') }),
    code: semconv,
    db: semconv,
    gen_ai: semconv,
    messaging: semconv,
    rpc: semconv,
    sanitization: map({ url: map({ sensitive_query_parameters: setting('OTEL_AGENT_REDACT_QUERY') }) }),
    stability_opt_in_list: setting('OTEL_SEMCONV_STABILITY_OPT_IN'),
  }),
  js: own(
    readInstrumentations,
    { path: '<name>.enabled', setting: 'OTEL_INSTRUMENTATION_<NAME>_ENABLED' },
    { path: '<name>.<option>', setting: OPTIONS },
  ),
  ...Object.fromEntries(
    ['cpp', 'dotnet', 'erlang', 'go', 'java', 'php', 'python', 'ruby', 'rust', 'swift'].map(
      language => [language, nothing] as const,
    ),
  ),
});

function readInstrumentations(node: FileNode, key: string, into: Into): undefined {
  if (isNull(node)) return;
  if (node.kind !== 'map') return report(into, key, node, 'is no map of instrumentations');
  for (const entry of node.entries) {
    const name = knownName(entry, `${key}.${entry.key}`, into);
    if (name !== undefined) readOne(name, entry, `${key}.${entry.key}`, into);
  }
}

/** Short name of an instrumentation, given by that, its snake_case or its package's name. */
function knownName({ key, place }: Entry, path: string, { found, ...into }: Into): string | undefined {
  const { instrumentationNames } = found;
  const name = shortName(key).toLowerCase();
  if (instrumentationNames === undefined) return name.replaceAll('_', '-');
  const spelling = environmentSpelling(name);
  const known = instrumentationNames.find(candidate => environmentSpelling(candidate) === spelling);
  if (known !== undefined) return known;
  const near = didYouMean(name, instrumentationNames);
  return reportAt({ ...into, found }, path, place, `is not an instrumentation${near}`);
}

function readOne(name: string, { node }: Entry, key: string, into: Into): undefined {
  if (isNull(node)) return switchTo(name, true, key, node, into);
  if (node.kind !== 'map') return report(into, key, node, 'is no map of options');
  const options: Record<string, unknown> = {};
  for (const entry of node.entries) {
    const path = `${key}.${entry.key}`;
    if (entry.key !== 'enabled') readOption(name, entry, path, into, options);
    else {
      const isOn = booleanOf(entry.node, path, into);
      if (isOn !== undefined) switchTo(name, isOn, path, entry.node, into);
    }
  }
  if (Object.keys(options).length === 0) return;
  const before = into.texts.get(OPTIONS);
  const all = { ...(before && (JSON.parse(before.text) as object)), [name]: options };
  give(into, OPTIONS, JSON.stringify(all), key, node.place);
}

function switchTo(name: string, isOn: boolean, key: string, { place }: FileNode, into: Into): undefined {
  give(into, `OTEL_INSTRUMENTATION_${environmentSpelling(name)}_ENABLED`, String(isOn), key, place);
}

/** Adds an option by upstream's own name, given by that or in snake_case: `require_parent_span`. */
function readOption(
  name: string,
  { key, place, node }: Entry,
  path: string,
  into: Into,
  options: Record<string, unknown>,
): undefined {
  const known = findOption(name, key);
  if (known === undefined) {
    const spell = /[A-Z]/.test(key) ? (option: string) => option : snakeCase;
    return reportAt(into, path, place, `is not an option of ${name}${suggestOption(name, key, spell)}`);
  }
  const value = optionValue(known, node, path, into);
  if (value !== undefined) options[known.option] = value;
}

function optionValue(known: KnownOption, node: FileNode, path: string, into: Into): unknown {
  if (isNull(node)) return undefined;
  switch (known.kind) {
    case 'boolean':
      return booleanOf(node, path, into);
    case 'number':
      return numberOf(node, path, into, { min: -Number.MAX_VALUE, isWhole: false });
    case 'string':
      return textIn(node, path, into);
    case 'any':
      return plainOf(node);
    default: {
      const fitted = fitValue(known, plainOf(node));
      return 'value' in fitted ? fitted.value : report(into, path, node, fitted.flaw, 'the default');
    }
  }
}
