import { REDACTED, redactAddress, redactUrls } from '../../urls/redact-text';
import type { SignalExport } from '../derived/signals';
import { type Hint, hintsOf } from '../hints';
import { NO_TIME_LIMIT_MS } from '../kinds/numbers';
import { classifyNames } from '../messages/classify-names';
import { hintText, problemText, withoutSecrets } from '../messages/messages';
import { usedInstead } from '../messages/used-instead';
import type { Problem, ResolvedConfig } from '../resolved-config';
import type { StandaloneRow } from '../setting';
import type { Facts } from './facts';
import { listSettings } from './list-settings';

/** Formats the effective configuration as JSON, with the contents of the text. Secrets are `[REDACTED]`. */
export function printJson(config: ResolvedConfig, facts: Facts): string {
  const { unknown, ignored } = classifyNames(config);
  const page = {
    version: facts.version,
    nodeVersion: facts.nodeVersion,
    service: { name: facts.service.name, from: facts.service.from ?? null },
    process: facts.process && { ...facts.process, script: facts.process.script ?? null },
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
    hints: hintsOf(config).map(hint => ({ ...plainStatement(hint), text: hintText(hint) })),
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
  isTls,
  tls,
  proxy,
}: SignalExport) {
  return {
    exporters,
    protocol,
    url: redactUrls(url),
    headers: Object.fromEntries(Object.keys(headers).map(name => [name, REDACTED])),
    timeoutMs: plainTime(timeoutMs),
    compression,
    insecure: !isTls,
    proxy: proxy === undefined ? null : { url: proxy.url, from: proxy.from },
    tls: { ca: tls.ca !== undefined, clientCertificate: tls.cert !== undefined },
  };
}

/**
 * Keeps numbers, booleans, lists and objects as they are; addresses and files become the given text, unset values null.
 */
function plainValue(row: StandaloneRow, value: unknown): unknown {
  if (value === undefined) return null;
  if (row.secret) return REDACTED;
  if (typeof value === 'number') return row.kind === 'timeout' ? plainTime(value) : value;
  if (typeof value !== 'object' || value === null) return redactDeep(value);
  if ('bytes' in value && 'path' in value) return value.path;
  if ('host' in value && 'text' in value) return redactAddress(String(value.text));
  return redactDeep(value);
}

function plainTime(milliseconds: number): number {
  return milliseconds === NO_TIME_LIMIT_MS ? 0 : milliseconds;
}

function redactDeep(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, item) =>
    typeof item === 'string' ? redactUrls(item) : item,
  );
}

function plainProblem(problem: Problem, config: ResolvedConfig) {
  return {
    ...plainStatement(problem),
    used: usedInstead(problem, config),
    text: problemText(problem, config),
  };
}

function plainStatement({ name, setting, value, source, message }: Hint | Problem) {
  const shown = value === undefined ? null : withoutSecrets(setting, value);
  return { name, value: shown, source, message: redactUrls(message) };
}
