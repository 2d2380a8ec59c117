import { type FlagOption, flagOptions } from '../../../shared/config/describe';
import type { Command, Flag } from '../command';
import { COMMANDS } from '../commands/commands';
import { wrap } from './wrap';

/** Subject and layout of a help text. */
export interface HelpOptions {
  /** Undefined for `otel-agent --help`: all commands. */
  readonly command?: Command;
  /** With the settings for experts. */
  readonly all: boolean;
  readonly columns: number;
}

/** A help text that ends without a line break: usage, flags, and the settings with their environment names and values. */
export function helpText({ command, all, columns }: HelpOptions): string {
  const described = command ?? COMMANDS.find(({ name }) => name === '')!;
  const parts = [
    command === undefined
      ? section(
          'OpenTelemetry for Node.js by one flag.',
          COMMANDS.flatMap(other => usage(other, columns)),
        )
      : usage(command, columns),
    flagLines(described, columns),
    ...(described.takesSettings ? settingParts(all, columns) : []),
  ];
  const nonEmpty = parts.filter(lines => lines.length > 0);
  return nonEmpty.map(lines => lines.join('\n')).join('\n\n');
}

function usage({ usage: words, describe }: Command, columns: number): string[] {
  return [`  otel-agent ${words}`, ...wrap(describe, columns, 6)];
}

function section(title: string, lines: string[]): string[] {
  return [title, '', ...lines];
}

function flagLines({ flags, files, takesSettings, name }: Command, columns: number): string[] {
  const lines = Object.entries(flags).flatMap(([flag, row]) => describeFlag(flag, row, columns));
  const beside =
    files === undefined ? [] : [`  ${files.name ?? 'FILE'}`, ...wrap(files.describe, columns, 6)];
  const all = takesSettings ? ['  --all', ...wrap('With --help: settings for experts, too', columns, 6)] : [];
  return [
    name === '' ? 'Flags without a command:' : 'Flags:',
    ...beside,
    ...lines,
    ...all,
    ...['  -h, --help', '  -v, --version'],
  ];
}

function describeFlag(name: string, flag: Flag, columns: number): string[] {
  const { short, value, describe } = flag;
  const head = `  ${short === undefined ? '' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`;
  const fallback = flag.default === undefined ? '' : ` Default: ${flag.default}`;
  return [head, ...wrap(`${describe}.${fallback}`, columns, 6)];
}

function settingParts(all: boolean, columns: number): string[][] {
  const shown = flagOptions().filter(({ hidden }) => all || !hidden);
  const intro =
    'Settings, as flags of `run` and `--print-config` or, with the names beside them, as environment variables' +
    (all ? '.' : '; --help --all adds settings for experts.');
  const groups = [...new Set(shown.map(({ group }) => group))].map(title => [
    `${title}:`,
    ...shown.filter(({ group }) => group === title).flatMap(option => describeSetting(option, columns)),
  ]);
  return [wrap(plain(intro), columns, 0), ...groups];
}

function describeSetting(
  { flag, name, description, form, defaultText }: FlagOption,
  columns: number,
): string[] {
  return [
    `  --${flag}  ${name}`,
    ...wrap(plain(description), columns, 6),
    ...wrap(plain(`Value: ${form}. Default: ${defaultText}`), columns, 6),
  ];
}

/** Without Markdown's signs for code. */
function plain(text: string): string {
  return text.replaceAll('`', '');
}
