import { REDACTED, redactAddress, redactUrls } from '../../urls/redact-text';
import { type Hint, hintsOf } from '../hints';
import type { ValueSource } from '../read/sources';
import type { Problem, ResolvedConfig } from '../resolved-config';
import { findSetting, standaloneRow } from '../settings';
import { classifyNames, type UnknownName } from './classify-names';
import { usedInstead } from './used-instead';

/** Lines for the user at start about the settings, without the agent's name; empty if all is well. */
export function startLines(config: ResolvedConfig): string[] {
  const { unknown, ignored } = classifyNames(config);
  return [
    ...config.problems.map(problem => problemText(problem, config)),
    ...hintsOf(config).map(hintText),
    ...unknown
      .filter(({ name, suggestion }) => suggestion !== undefined || name.startsWith('OTEL_AGENT_'))
      .map(unknownText),
    ...ignored.filter(({ tell }) => tell).map(({ name, reason }) => `${name} is ignored: ${reason}`),
    ...config.former.map(({ name, now }) => `${name} is an old name; use ${now}`),
  ];
}

/** Words a problem: `OTEL_BSP_MAX_EXPORT_BATCH_SIZE=lots (environment) is not a whole number; using 512` */
export function problemText(problem: Problem, config: ResolvedConfig): string {
  return `${statement(problem)}; using ${usedInstead(problem, config)}`;
}

/** Words a problem without the value that is used instead. */
export function mistakeText(problem: Problem): string {
  return statement(problem);
}

/** Words a hint: `OTEL_TRACES_SAMPLER_ARG=0.1 (environment) is without effect on always_on: set …` */
export function hintText(hint: Hint): string {
  return statement(hint);
}

function statement({ name, setting, value, source, message }: Hint | Problem): string {
  const shown = value === undefined ? '' : `=${shorten(withoutSecrets(setting, value))}`;
  return `${name}${shown} (${sourceText(source)}) ${onOneLine(redactUrls(message))}`;
}

/** Hides secrets in a given text. */
export function withoutSecrets(setting: string, value: string): string {
  const row = findSetting(setting);
  const { secret, kind } = row === undefined ? NO_ROW : standaloneRow(row);
  if (secret) return REDACTED;
  return ADDRESSES.has(kind) ? redactAddress(value) : redactUrls(value);
}

const ADDRESSES: ReadonlySet<string | undefined> = new Set(['endpoint', 'url', 'opamp', 'proxy']);
const NO_ROW = { secret: false, kind: undefined };

/** Words an unknown name: `OTEL_SERVICE_NAM is not a setting; did you mean OTEL_SERVICE_NAME?` */
export function unknownText({ name, suggestion }: UnknownName): string {
  return `${name} is not a setting${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`;
}

/** Words an origin: `environment`, `flag --service-name`, `otel.yaml:12:5`, `default`. */
export function sourceText({ kind, name, line, column }: ValueSource): string {
  if (kind === 'env') return 'environment';
  if (kind === 'flag') return `flag ${name}`;
  return kind === 'default' ? 'default' : line === undefined ? name : `${name}:${line}:${column}`;
}

/** Shortens a text to a line, against pages of JSON. */
function shorten(text: string): string {
  const line = onOneLine(text);
  return line.length <= 80 ? line : `${line.slice(0, 77)}...`;
}

/** Removes line breaks: values may hold them, and messages quote values. */
function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
