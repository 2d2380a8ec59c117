import { flagOf } from '../flags';
import type { SettingRow, SettingTable } from '../setting';
import { settingGroups } from '../settings';
import { defaultTextOf, descriptionOf, formOf } from './form';

/** docs/settings.md, whole. */
export function settingsPage(): string {
  return (
    [
      '# Settings',
      '<!-- Generated from src/config/settings by `npm run docs`. -->',
      'Every setting is an environment variable. `otel-agent run` and `otel-agent --print-config` take it as a flag too, which wins. An empty value counts as unset. A value that cannot be used is named in one line on stderr, and the default is used; the app runs on. `otel-agent --print-config` shows what counts and where it came from.',
      ...settingGroups.map(({ title, settings }) => `## ${title}\n\n${tableOf(settings)}`),
    ].join('\n\n') + '\n'
  );
}

/** The short table of the most used settings, for the README. */
export function commonSettings(): string {
  const rows = settingGroups.flatMap(({ settings }) => Object.entries<SettingRow>(settings));
  const common = rows.filter(([, row]) => 'common' in row && row.common);
  return markdownTable(
    ['Setting', 'Default', 'What it does'],
    common.map(([name, row]) => [code(name), defaultTextOf(row), descriptionOf(row)]),
  );
}

function tableOf(settings: SettingTable): string {
  const rows = Object.entries(settings).map(([name, row]) => [
    nameCell(name, row),
    formOf(row),
    defaultTextOf(row),
    descriptionOf(row),
  ]);
  return markdownTable(['Setting', 'Value', 'Default', 'What it does'], rows);
}

function nameCell(name: string, row: SettingRow): string {
  const flag = flagOf(name);
  const former = row.formerly?.map(old => `<br>once ${code(old)}`).join('') ?? '';
  return `${code(name)}${flag === undefined ? '' : `<br>${code(`--${flag}`)}`}${former}`;
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
