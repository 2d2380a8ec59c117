import { judgeNames } from '../judge-names';
import { noTimeLimitMs } from '../kinds/numbers';
import { problemText, usedInstead } from '../messages';
import { redacted, redactUrls } from '../redact';
import type { Problem, ResolvedConfig } from '../resolved-config';
import type { StandaloneRow } from '../setting';
import { findSetting, standaloneRow } from '../settings';
import type { SignalExport } from '../signals';
import type { Facts } from './facts';
import { listSettings } from './list-settings';

/** The effective configuration as JSON with the same contents as the text. Secrets are `[redacted]`. */
export function printJson(config: ResolvedConfig, facts: Facts): string {
  const { unknown, ignored } = judgeNames(config);
  const page = {
    version: facts.version,
    nodeVersion: facts.nodeVersion,
    signals: Object.fromEntries(
      Object.entries(config.signals).map(([name, signal]) => [name, plainSignal(signal)]),
    ),
    settings: listSettings(config).map(({ name, row, value, source }) => ({
      name,
      value: plainValue(row, value),
      source,
      isDefault: source.kind === 'default',
    })),
    problems: config.problems.map(problem => plainProblem(problem, config)),
    unknown,
    ignored: ignored.map(({ name, reason }) => ({ name, reason })),
    former: config.former,
  };
  return JSON.stringify(page, null, 2) + '\n';
}

function plainSignal({
  exporters,
  protocol,
  url,
  headers,
  timeoutMs,
  compression,
  insecure,
  tls,
}: SignalExport) {
  return {
    exporters,
    protocol,
    url: redactUrls(url),
    headers: Object.fromEntries(Object.keys(headers).map(name => [name, redacted])),
    timeoutMs: plainTime(timeoutMs),
    compression,
    insecure,
    tls: { ca: tls.ca !== undefined, clientCertificate: tls.cert !== undefined },
  };
}

/** Numbers, booleans, lists and objects as they are; addresses and files as the text that was given; null for unset. */
function plainValue(row: StandaloneRow, value: unknown): unknown {
  if (value === undefined) return null;
  if (row.secret) return redacted;
  if (typeof value === 'number') return row.kind === 'timeout' ? plainTime(value) : value;
  if (typeof value !== 'object' || value === null) return redactDeep(value);
  if ('bytes' in value && 'path' in value) return value.path;
  if ('host' in value && 'text' in value) return redactUrls(String(value.text));
  return redactDeep(value);
}

function plainTime(milliseconds: number): number {
  return milliseconds === noTimeLimitMs ? 0 : milliseconds;
}

function redactDeep(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, item) =>
    typeof item === 'string' ? redactUrls(item) : item,
  );
}

function plainProblem(problem: Problem, config: ResolvedConfig) {
  const row = findSetting(problem.setting);
  const isSecret = row !== undefined && standaloneRow(row).secret === true;
  return {
    name: problem.name,
    value: isSecret ? redacted : redactUrls(problem.value),
    source: problem.source,
    message: problem.message,
    used: usedInstead(problem, config),
    text: problemText(problem, config),
  };
}
