import { redactUrls } from '../../urls/redact-text';
import type { SignalExport, Target } from '../derived/signals';
import { hintsOf } from '../hints';
import { classifyNames } from '../messages/classify-names';
import { hintText, problemText, sourceText, unknownText } from '../messages/messages';
import type { ResolvedConfig } from '../resolved-config';
import type { Facts } from './facts';
import { type ListedSetting, listSettings } from './list-settings';

/**
 * Formats the effective configuration as a page of text: the process, its telemetry, problems, set values, the rest.
 */
export function printText(config: ResolvedConfig, facts: Facts): string {
  const settings = listSettings(config);
  const isSet = ({ name }: ListedSetting) => config.given.has(name);
  const sections = [
    section('Process', processLines(facts)),
    section('Telemetry', telemetryLines(config, facts)),
    section(
      'Problems',
      config.problems.map(problem => problemText(problem, config)),
    ),
    section('Hints', hintsOf(config).map(hintText)),
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

function processLines({ service, process }: Facts): string[] {
  const origin =
    service.from === undefined ? 'nothing names it: set OTEL_SERVICE_NAME' : `from ${service.from}`;
  const named = columns([['service', `${service.name} (${origin})`]], 'instrumented'.length);
  if (process === undefined) return named;
  const { script = 'none', instrumented, reason } = process;
  return columns([
    ['script', script],
    ['instrumented', `${instrumented ? 'yes' : 'no'}, because ${reason}`],
  ]).concat(named);
}

function telemetryLines({ get, signals }: ResolvedConfig, { process }: Facts): string[] {
  if (process?.instrumented === false) return [`none: ${process.reason}`];
  if (get('OTEL_SDK_DISABLED')) return ['none: OTEL_SDK_DISABLED is true'];
  return columns(Object.entries(signals).map(([name, signal]) => [name, signalText(signal)]));
}

function signalText(signal: SignalExport): string {
  if (signal.exporters.length === 0) return 'none';
  const scraped = signal.exporters.filter(exporter => exporter === 'prometheus');
  return [...signal.targets.map(targetText), ...scraped].join('; ');
}

function targetText({ exporter, destination }: Target): string {
  if (exporter !== 'otlp' || destination === undefined) return exporter;
  const { protocol, url, compression, proxy } = destination;
  const way = proxy === undefined ? '' : ` through the proxy at ${proxy.url} (${proxy.from})`;
  return `otlp (${protocol}${compression === 'gzip' ? ', gzip' : ''}) to ${redactUrls(url)}${way}`;
}

function nameLines(config: ResolvedConfig): string[] {
  const { unknown, ignored } = classifyNames(config);
  return [
    ...unknown.map(unknownText),
    ...ignored.map(({ name, reason }) => `${name} is ignored: ${reason}`),
    ...config.former.map(({ name, now }) => `${name} is an old name; use ${now}`),
  ];
}

function groupLines(settings: ListedSetting[]): string[] {
  // Use one width for all groups, so that all values of the page are aligned.
  const width = Math.max(...settings.map(({ name }) => name.length));
  return [...new Set(settings.map(({ group }) => group))].flatMap(title => {
    const cells = settings.filter(({ group }) => group === title).map(settingCells);
    return [`${title}:`, ...columns(cells, width).map(line => `  ${line}`)];
  });
}

function settingCells({ name, shown, source }: ListedSetting): string[] {
  if (source.kind === 'default') return [name, shown];
  const elsewhere = source.kind === 'env' && source.name !== name ? ` ${source.name}` : '';
  return [name, shown, `(${sourceText(source)}${elsewhere})`];
}

/** Aligns cells in columns; the last cell of a row is not padded. */
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
