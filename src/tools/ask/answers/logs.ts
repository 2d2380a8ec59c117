import { countOf } from '../../../viewer/receiver/count-of';
import type { FoundLog } from '../../../viewer/receiver/query/logs/search-logs';
import { cleanText } from '../../../viewer/receiver/terminal/clean-text';
import type { Attributes, Value } from '../../../viewer/receiver/trace';
import { isoOf, timeParameters } from '../time';
import type { Answered, Asking, Page } from './answer';
import { queryOf } from './traces';

const DEFAULT_LOGS = 100;
const TONES = { error: 'red', fatal: 'red', warn: 'yellow' } as const;

export interface LogData {
  readonly at: string;
  readonly service: string;
  readonly severity: string;
  readonly body: Value;
  readonly attributes: Attributes;
  readonly traceId?: string;
  readonly spanId?: string;
}

export interface LogsData {
  /** Records that were found; `logs` has the newest of them. */
  readonly total: number;
  readonly logs: readonly LogData[];
}

/** Log records that a query finds, the newest last. */
export async function askLogs(asking: Asking): Promise<Answered<LogsData>> {
  const { source, since, limit = DEFAULT_LOGS } = asking;
  const found = (await source.ask<{ logs: FoundLog[]; total: number }>('/api/v1/logs', {
    ...timeParameters(since),
    q: queryOf(asking),
    limit,
  }))!;
  const data = { total: found.total, logs: found.logs.map(logData).reverse() };
  const more = found.total - data.logs.length;
  return {
    data,
    isFound: data.total > 0,
    text: page => {
      if (data.total === 0) return 'No log record was found.';
      const lines = data.logs.map(log => logLine(log, page));
      return [...(more > 0 ? [`… ${countOf(more, 'older record')} (--limit)`] : []), ...lines].join('\n');
    },
  };
}

/** Makes a record of `--json`. The event name stands in for a missing body. */
export function logData(log: FoundLog): LogData {
  const { timeUnixNano, service, severity, body, eventName, attributes, traceId, spanId } = log;
  return {
    at: isoOf(timeUnixNano),
    service,
    severity,
    body: body ?? eventName,
    attributes,
    ...(traceId === '' ? {} : { traceId, spanId }),
  };
}

/** Shows a record in a line for the terminal, long values cut off. */
export function logLine({ at, service, severity, body, attributes }: LogData, { paint }: Page): string {
  const text = cleanText(typeof body === 'string' ? body : JSON.stringify(body), 300);
  const tone = TONES[severity as keyof typeof TONES];
  const word = severity.toUpperCase().padEnd(5);
  const others = Object.entries(attributes).map(
    ([key, value]) =>
      `${cleanText(key, 60)}=${cleanText(typeof value === 'string' ? value : JSON.stringify(value), 120)}`,
  );
  return [
    paint('dim', at.slice(11, 23)),
    tone === undefined ? word : paint(tone, word),
    paint('cyan', cleanText(service, 30)),
    text,
    ...(others.length === 0 ? [] : [paint('dim', others.join(' '))]),
  ].join('  ');
}
