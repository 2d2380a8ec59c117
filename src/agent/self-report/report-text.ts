import type { Report, ReportedLibrary, ReportedQueue } from './report';

/** Formats a report as a page of text that ends with a line break. */
export function reportText(report: Report): string {
  const { version, service, process, libraries, otherSpans, queues, settings } = report;
  const state = process.standsDown ? '; it stands down beside another tracer' : '';
  const sections = [
    [
      `otel-agent ${version} report: service "${service}", process ${process.pid}, Node.js ${process.nodeVersion}, up ${process.uptimeSeconds} s${state}`,
    ],
    [
      'Libraries',
      ...(libraries.length === 0 ? ['none of the catalogue was loaded'] : table(libraries.map(libraryCells))),
    ],
    ...(otherSpans === null || otherSpans.length === 0
      ? []
      : [['Spans of the app', ...table(otherSpans.map(({ scope, spans }) => [scope, `${spans} spans`]))]]),
    ['Export', ...queues.flatMap(queueLines)],
    ['Sampling', samplingLine(report)],
    [
      'Settings',
      ...(settings.length === 0
        ? ['all by default']
        : table(settings.map(({ name, value, source }) => [name, value, `(${source})`]))),
    ],
  ];
  return `${sections.map(([title, ...lines]) => [title, ...lines.map(line => `  ${line}`)].join('\n')).join('\n')}\n`;
}

function libraryCells({ library, version, way, spans, reason }: ReportedLibrary): string[] {
  const count = spans === null ? '' : `${spans} spans`;
  return [library, version ?? '', reason === null ? way : 'not traced', reason ?? count];
}

function queueLines({
  signal,
  receiver,
  ended,
  acknowledged,
  dropped,
  waiting,
  spooled,
  requests,
  lastFailure,
}: ReportedQueue): string[] {
  const lost = Object.entries(dropped);
  const sum = lost.reduce((all, [, items]) => all + items, 0);
  const reasons = sum === 0 ? '' : ` (${lost.map(([reason, items]) => `${reason} ${items}`).join(', ')})`;
  const disk = spooled === 0 ? '' : `, ${spooled} of them on disk`;
  const times =
    requests === null
      ? []
      : [
          `  ${requests.count} requests, ${requests.failed} failed; median ${requests.medianMs} ms, p95 ${requests.p95Ms} ms`,
        ];
  return [
    `${signal} to ${receiver}: ${ended} ended, ${acknowledged} acknowledged, ${sum} dropped${reasons}, ${waiting} waiting or handed over${disk}`,
    ...times,
    ...(lastFailure === null ? [] : [`  last failure: ${lastFailure}`]),
  ];
}

function samplingLine({ sampler: { name, recorded, ignored, notSampled }, redactedSpans }: Report): string {
  if (recorded === null)
    return `${name}; OTEL_AGENT_REPORT=on counts decisions, spans of libraries and times of requests`;
  return `${name}: ${recorded} spans recorded, ${notSampled} not sampled, ${ignored} requests ignored; ${redactedSpans} spans show a redaction`;
}

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>(
    (most, row) => row.map((cell, at) => Math.max(most[at] ?? 0, cell.length)),
    [],
  );
  return rows.map(row =>
    row
      .map((cell, at) => cell.padEnd(Math.min(widths[at]!, 60)))
      .join('  ')
      .trimEnd(),
  );
}
