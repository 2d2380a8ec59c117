import { placeInFile } from '../file/places';
import {
  instrumentationsWithOptions,
  type OptionKind,
  optionVariable,
  settableOptions,
  snakeCase,
} from '../options/known-options';
import { flagOf } from '../read/flags';
import type { SettingRow, SettingTable } from '../setting';
import { SETTING_GROUPS } from '../settings';
import { defaultTextOf, descriptionOf, formOf } from './form';

/** Generates all of docs/settings.md. */
export function settingsPage(): string {
  return (
    [
      '# Settings',
      '<!-- Generated from src/shared/config/settings by `npm run docs`. -->',
      'Every setting is an environment variable. `otel-agent run` and `otel-agent --print-config` take it as a flag too, which wins. An empty value counts as unset. A value that cannot be used is named in one line on stderr, and the default is used; the app runs on. Quotes around a value are taken off. A valid value that probably misses its purpose is named, too, with a better one. `otel-agent --print-config` shows each value and its origin.',
      'The last column is the place in a file of declarative configuration: [configuration.md](configuration.md).',
      'Globs: `*` is any run of characters but `/`, `**` any run at all, `?` one character but `/`, `{a,b}` either of them; `/static/**` matches `/static`, too. Commas separate them.',
      ...SETTING_GROUPS.map(({ title, settings }) => `## ${title}\n\n${tableOf(settings)}`),
      '## Options of instrumentations',
      "Read from the types of upstream's packages. An unknown option is named with the nearest, and a value of a wrong type is left out; hooks are functions, which no setting can hold. Options have no flags. In a file an option stands in snake_case or in upstream's own spelling. Where the agent's own piece does not know an option, upstream's takes its place.",
      optionsTable(),
    ].join('\n\n') + '\n'
  );
}

/** Generates the short table of the most used settings, for the README. */
export function commonSettings(): string {
  const rows = SETTING_GROUPS.flatMap(({ settings }) => Object.entries<SettingRow>(settings));
  const common = rows.filter(([, row]) => 'common' in row && row.common);
  return markdownTable(
    ['Setting', 'Default', 'Effect'],
    common.map(([name, row]) => [code(name), defaultTextOf(row), descriptionOf(row)]),
  );
}

function tableOf(settings: SettingTable): string {
  const rows = Object.entries(settings).map(([name, row]) => [
    nameCell(name, row),
    formOf(row),
    defaultTextOf(row),
    descriptionOf(row),
    placeCell(name),
  ]);
  return markdownTable(['Setting', 'Value', 'Default', 'Effect', 'In a file'], rows);
}

function optionsTable(): string {
  const rows = instrumentationsWithOptions().flatMap(instrumentation =>
    settableOptions(instrumentation).map(({ option, kind, words }) => [
      code(optionVariable(instrumentation, option)),
      words === undefined ? OPTION_FORMS[kind] : `list of ${words.join(', ')}`,
      code(`instrumentation/development.js.${instrumentation}.${snakeCase(option)}`),
    ]),
  );
  return markdownTable(['Variable', 'Value', 'In a file'], rows);
}

const OPTION_FORMS: Readonly<Record<OptionKind, string>> = {
  boolean: 'true or false',
  number: 'number',
  string: 'text',
  list: 'list, or JSON array',
  object: 'JSON object',
  any: 'text or JSON',
  function: 'none',
};

function nameCell(name: string, row: SettingRow): string {
  const flag = flagOf(name);
  const former = row.formerly?.map(old => `<br>once ${code(old)}`).join('') ?? '';
  return `${code(name)}${flag === undefined ? '' : `<br>${code(`--${flag}`)}`}${former}`;
}

/** Place in a configuration file; both protocols of OTLP have the same options. */
function placeCell(name: string): string {
  const place = placeInFile(name);
  return place === undefined ? 'the environment alone' : code(place.replace('.otlp_http.', '.otlp_*.'));
}

function code(text: string): string {
  return `\`${text}\``;
}

function markdownTable(head: string[], rows: string[][]): string {
  const lines = [
    head,
    head.map(() => '---'),
    ...rows.map(cells => cells.map(cell => cell.replaceAll('|', '\\|'))),
  ];
  return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n');
}
