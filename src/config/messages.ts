import { judgeNames, type UnknownName } from './judge-names';
import { redacted, redactUrls } from './redact';
import type { Problem, ResolvedConfig } from './resolved-config';
import { findSetting, type SettingName, standaloneRow } from './settings';
import { showValue } from './show-value';
import type { ValueSource } from './sources';

/** What the user must hear at start about the settings, one line each, without the agent's name; empty when all is well. */
export function startLines(config: ResolvedConfig): string[] {
  const { unknown, ignored } = judgeNames(config);
  return [
    ...config.problems.map(problem => problemText(problem, config)),
    ...unknown.filter(({ suggestion }) => suggestion !== undefined).map(unknownText),
    ...ignored.filter(({ tell }) => tell).map(({ name, reason }) => `${name} is ignored: ${reason}`),
    ...config.former.map(({ name, now }) => `${name} is an old name; use ${now}`),
  ];
}

/** `OTEL_BSP_MAX_QUEUE_SIZE=lots (environment) is not a whole number; using 2048` */
export function problemText(problem: Problem, config: ResolvedConfig): string {
  const { name, value, source, message } = problem;
  const shown = rowOf(problem)?.secret ? redacted : shorten(redactUrls(value));
  return `${name}=${shown} (${sourceText(source)}) ${onOneLine(message)}; using ${usedInstead(problem, config)}`;
}

/** What is used in place of a problem's text. */
export function usedInstead(problem: Problem, config: ResolvedConfig): string {
  if (problem.used !== undefined) return problem.used;
  const row = rowOf(problem);
  return row === undefined ? 'the default' : showValue(row, config.get(problem.setting as SettingName));
}

/** `OTEL_SERVICE_NAM is not a setting; did you mean OTEL_SERVICE_NAME?` */
export function unknownText({ name, suggestion }: UnknownName): string {
  return `${name} is not a setting${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`;
}

/** `environment`, `flag --service-name`, `otel.yaml:12`, `default`. */
export function sourceText({ kind, name, line }: ValueSource): string {
  if (kind === 'env') return 'environment';
  if (kind === 'flag') return `flag ${name}`;
  return kind === 'default' ? 'default' : line === undefined ? name : `${name}:${line}`;
}

function rowOf({ setting }: Problem) {
  const row = findSetting(setting);
  return row && standaloneRow(row);
}

/** One line stays one line: no page of JSON. */
function shorten(text: string): string {
  const line = onOneLine(text);
  return line.length <= 80 ? line : `${line.slice(0, 77)}...`;
}

/** Values may hold line breaks, and messages quote them. */
function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
