import { showPublic } from '../messages/show-value';
import type { SettingRow } from '../setting';
import { standaloneRow } from '../settings';

/** Form of a setting's value: `true or false`, `milliseconds`, `grpc, http/protobuf, http/json`. */
export function formOf(row: SettingRow): string {
  const own = standaloneRow(row);
  switch (own.kind) {
    case 'word':
      return own.words.join(', ');
    case 'words':
      return `list of ${[...own.words, ...Object.keys(own.whole ?? {})].join(', ')}`;
    case 'wordsOrSwitch':
      return `on, off or a list of ${own.words.join(', ')}`;
    case 'count':
      return own.max === undefined ? `number, ${own.min} or more` : `number, ${own.min} to ${own.max}`;
    case 'bytes':
    case 'period':
      return own.min === undefined
        ? PLAIN_FORMS[own.kind]
        : `${PLAIN_FORMS[own.kind]}; ${showPublic(own, own.min)} or more`;
    default:
      return PLAIN_FORMS[own.kind];
  }
}

/** Text for an unset setting: its default, or the behaviour without one. */
export function defaultTextOf(row: SettingRow): string {
  if ('like' in row) return `from ${row.like}`;
  return showPublic(row, 'default' in row ? row.default : undefined);
}

/** Description of a row, its own or a reference to the row that it is like. */
export function descriptionOf(row: SettingRow): string {
  if ('like' in row) return `As ${row.like}, for ${row.only} alone.`;
  return row.inert === undefined
    ? row.description
    : `${row.description} Checked, but without effect: ${row.inert}.`;
}

const PLAIN_FORMS = {
  text: 'text',
  boolean: 'true or false',
  switch: 'on or off',
  switchOrFolder: 'on, off or a path',
  switchOrFile: 'on, off, stderr or a file',
  list: 'list',
  globs: 'list of globs',
  duration: 'milliseconds',
  period: 'milliseconds, or a number with s, m, h',
  timeout: 'milliseconds, 0 for no limit',
  bytes: 'bytes, or a number with KiB, MiB, GiB',
  attributes: 'key=value list',
  headers: 'name=value list',
  endpoint: 'URL',
  proxy: 'URL or off',
  url: 'URL',
  opamp: 'URL',
  pemFile: 'path of a PEM file',
  instrumentations: 'list of instrumentations',
  instrumentationSwitches: 'true or false',
  instrumentationOptions: 'JSON object',
  samplingRules: 'YAML or JSON',
  redactionRules: 'list, YAML or JSON',
  attributeRules: 'list, YAML or JSON',
  nameRules: 'YAML or JSON',
  keepRules: 'list of errors, slow>TIME, slow>pNN',
};
