import type { SettingRow } from '../setting';
import { standaloneRow } from '../settings';
import { showPublic } from '../show-value';

/** What a setting's value looks like: `true or false`, `milliseconds`, `grpc, http/protobuf, http/json`. */
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
    default:
      return plainForms[own.kind];
  }
}

/** What counts when a setting is not set: its default, or what happens without one. */
export function defaultTextOf(row: SettingRow): string {
  if ('like' in row) return `from ${row.like}`;
  return showPublic(row, 'default' in row ? row.default : undefined);
}

/** The row's own description, or what it is like. */
export function descriptionOf(row: SettingRow): string {
  return 'like' in row ? `As ${row.like}, for ${row.only} alone.` : row.description;
}

const plainForms = {
  text: 'text',
  boolean: 'true or false',
  switch: 'on or off',
  list: 'list',
  duration: 'milliseconds',
  timeout: 'milliseconds, 0 for no limit',
  bytes: 'bytes, or a number with KiB, MiB, GiB',
  attributes: 'key=value list',
  headers: 'name=value list',
  endpoint: 'URL',
  url: 'URL',
  pemFile: 'path of a PEM file',
  instrumentations: 'list of instrumentations',
  instrumentationSwitches: 'true or false',
  instrumentationOptions: 'JSON object',
};
