import { redacted, redactUrls } from './redact';
import type { Problem, ResolvedConfig } from './resolved-config';
import type { ValueSource } from './sources';

/** What the user must hear at start about the settings, one line each; empty when all is well. */
export function startLines(config: ResolvedConfig): string[] {
  return [
    ...config.problems.map(problemLine),
    ...config.unknown.filter(other => other.suggestion !== undefined).map(unknownLine),
    ...config.ignored
      .filter(other => other.tell)
      .map(other => `${prefix}${other.name} is ignored: ${other.reason}`),
    ...config.former.map(other => `${prefix}${other.name} is an old name; use ${other.now}`),
  ];
}

/** `otel-agent: OTEL_BSP_MAX_QUEUE_SIZE=lots (environment) is not a whole number; using 2048` */
export function problemLine(problem: Problem): string {
  return `${prefix}${problemText(problem)}`;
}

/** The same without the agent's name in front. */
export function problemText({ name, value, source, message, used, secret }: Problem): string {
  const shown = secret ? redacted : shorten(redactUrls(value));
  return `${name}=${shown} (${sourceText(source)}) ${message}; using ${used}`;
}

/** `OTEL_SERVICE_NAM is not a setting; did you mean OTEL_SERVICE_NAME?` */
export function unknownText({ name, suggestion }: ResolvedConfig['unknown'][number]): string {
  return `${name} is not a setting${suggestion === undefined ? '' : `; did you mean ${suggestion}?`}`;
}

/** `environment`, `flag --service-name`, `otel.yaml:12`, `default`. */
export function sourceText({ kind, name, line }: ValueSource): string {
  if (kind === 'env') return 'environment';
  if (kind === 'flag') return `flag ${name}`;
  return kind === 'default' ? 'default' : line === undefined ? name : `${name}:${line}`;
}

const prefix = 'otel-agent: ';

function unknownLine(other: ResolvedConfig['unknown'][number]): string {
  return prefix + unknownText(other);
}

// One line stays one line: no line breaks and no page of JSON.
function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= 80 ? line : `${line.slice(0, 77)}...`;
}
