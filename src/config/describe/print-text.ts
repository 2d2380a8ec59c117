import { judgeNames } from '../judge-names';
import { problemText, sourceText, unknownText } from '../messages';
import { redactUrls } from '../redact';
import type { ResolvedConfig } from '../resolved-config';
import { showValue } from '../show-value';
import type { SignalExport } from '../signals';
import type { Facts } from './facts';
import { type ListedSetting, listSettings } from './list-settings';

/** The effective configuration as a page of text: what it comes to, what is wrong, what was set, the rest. */
export function printText(config: ResolvedConfig, facts: Facts): string {
  const settings = listSettings(config);
  const isSet = ({ name }: ListedSetting) => config.given.has(name);
  const sections = [
    section('Telemetry', telemetryLines(config)),
    section(
      'Problems',
      config.problems.map(problem => problemText(problem, config)),
    ),
    section('Names without effect', nameLines(config)),
    section('Set', columns(settings.filter(isSet).map(settingCells))),
    section('Not set', groupLines(settings.filter(setting => !isSet(setting)))),
  ];
  const title = `otel-agent ${facts.version} on Node.js ${facts.nodeVersion}: effective configuration`;
  return [title, ...sections.filter(text => text !== undefined)].join('\n\n') + '\n';
}

function section(title: string, lines: string[]): string | undefined {
  return lines.length === 0 ? undefined : [title, ...lines.map(line => `  ${line}`)].join('\n');
}

function telemetryLines({ get, signals }: ResolvedConfig): string[] {
  if (get('OTEL_SDK_DISABLED')) return ['none: OTEL_SDK_DISABLED is true'];
  return columns(Object.entries(signals).map(([name, signal]) => [name, signalText(signal)]));
}

function signalText(signal: SignalExport): string {
  if (signal.exporters.length === 0) return 'none';
  const { protocol, url, compression } = signal;
  const otlp = `otlp (${protocol}${compression === 'gzip' ? ', gzip' : ''}) to ${redactUrls(url)}`;
  return signal.exporters.map(exporter => (exporter === 'otlp' ? otlp : exporter)).join('; ');
}

function nameLines(config: ResolvedConfig): string[] {
  const { unknown, ignored } = judgeNames(config);
  return [
    ...unknown.map(unknownText),
    ...ignored.map(({ name, reason }) => `${name} is ignored: ${reason}`),
    ...config.former.map(({ name, now }) => `${name} is an old name; use ${now}`),
  ];
}

function groupLines(settings: ListedSetting[]): string[] {
  // One width for all groups, so that the values stand below each other on the whole page.
  const width = Math.max(...settings.map(({ name }) => name.length));
  return [...new Set(settings.map(({ group }) => group))].flatMap(title => {
    const cells = settings.filter(({ group }) => group === title).map(settingCells);
    return [`${title}:`, ...columns(cells, width).map(line => `  ${line}`)];
  });
}

function settingCells({ name, row, value, source }: ListedSetting): string[] {
  const shown = showValue(row, value);
  if (source.kind === 'default') return [name, shown];
  const elsewhere = source.kind === 'env' && source.name !== name ? ` ${source.name}` : '';
  return [name, shown, `(${sourceText(source)}${elsewhere})`];
}

/** Cells below each other; the last of a row is not padded. */
function columns(rows: string[][], firstWidth = 0): string[] {
  const widths = [0, 1].map(index =>
    Math.max(...rows.map(row => row[index]?.length ?? 0), index === 0 ? firstWidth : 0),
  );
  return rows.map(row =>
    row
      .map((cell, index) => (index === row.length - 1 ? cell : cell.padEnd(Math.min(widths[index] ?? 0, 60))))
      .join('  '),
  );
}
