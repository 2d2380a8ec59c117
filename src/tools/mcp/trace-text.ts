import { cleanText } from '../../viewer/receiver/terminal/clean-text';
import { ms } from '../ask/answers/services';
import { askTrace, type SpanData, type TraceTreeData } from '../ask/answers/trace';
import type { Source } from '../ask/source';

/** Spans of a tree at most; those on the critical path and failed ones come first. */
const MAX_SPANS = 60;
const MAX_LOGS = 20;
const MAX_VALUE = 400;
const MAX_STACK_LINES = 12;

/** A trace as an outline: two spaces a level, ids to go on with. */
export async function traceText(source: Source, traceId: string): Promise<string> {
  const data = await readTree(source, traceId);
  if (data === undefined) return NOT_HERE;
  const shown = worthShowing(data);
  const left = data.spans.length - shown.size;
  return [
    `trace ${data.traceId}, ${data.startedAt}, ${ms(data.durationMs)}, ${data.spans.length} spans`,
    ...mainStep(data),
    ...data.failures.map(
      ({ service, step, message, spanId }) =>
        `failure began in ${clean(step)} (${clean(service)}): ${clean(message)} [span ${spanId}]`,
    ),
    '',
    'duration, own time on the critical path, service, span [id]:',
    ...data.spans.filter(span => shown.has(span)).map(spanLine),
    ...(left > 0 ? [`… and ${left} more spans`] : []),
    ...logLines(data),
  ].join('\n');
}

/** All about one span. */
export async function spanText(source: Source, traceId: string, spanId: string): Promise<string> {
  const data = await readTree(source, traceId);
  const span = data?.spans.find(each => each.spanId === spanId);
  if (data === undefined || span === undefined) return NOT_HERE;
  const { service, step, kind, status, statusMessage, startMs, durationMs, selfMs } = span;
  const parent = data.spans.find(each => each.spanId === span.parentSpanId);
  return [
    `${clean(step)} (${clean(service)}), ${kind}, status ${status} ${clean(statusMessage)}`.trimEnd(),
    `starts at ${ms(startMs)} of the trace, takes ${ms(durationMs)}, ${ms(selfMs)} of it itself`,
    ...(parent === undefined
      ? []
      : [`called by ${clean(parent.step)} (${clean(parent.service)}) [span ${parent.spanId}]`]),
    ...data.spans
      .filter(each => each.parentSpanId === spanId)
      .slice(0, MAX_LOGS)
      .map(
        child =>
          `calls ${clean(child.step)} (${clean(child.service)}), ${ms(child.durationMs)} [span ${child.spanId}]`,
      ),
    'attributes:',
    ...attributeLines(span.attributes),
    ...span.events.flatMap(({ name, atMs, attributes }) => [
      `event ${clean(name)} at ${ms(atMs)}:`,
      ...attributeLines(attributes),
    ]),
    ...logLines({ logs: data.logs.filter(log => log.spanId === spanId) }),
  ].join('\n');
}

const NOT_HERE = 'It is not here (any more).';

async function readTree(source: Source, traceId: string): Promise<TraceTreeData | undefined> {
  const { data, isFound } = await askTrace({
    ...{ source, words: [traceId], since: undefined, service: undefined, limit: undefined },
  });
  return isFound ? (data as TraceTreeData) : undefined;
}

function mainStep({ slowestPath, durationMs }: TraceTreeData): string[] {
  const last = slowestPath.at(-1);
  if (last === undefined) return [];
  const share = Math.round((last.ownMs / Math.max(0.001, durationMs)) * 100);
  const times = last.spans > 1 ? ` × ${last.spans}` : '';
  return [
    `${share}% of the time is ${clean(last.step)}${times} (${clean(last.service)}) itself, ${ms(last.ownMs)}`,
  ];
}

/** The spans with the most critical time and the failed ones, and all above them. */
function worthShowing({ spans }: TraceTreeData): ReadonlySet<SpanData> {
  const byId = new Map(spans.map(span => [span.spanId, span]));
  const rank = (span: SpanData) =>
    (span.status === 'error' ? 1e12 : 0) + span.criticalMs + span.durationMs / 1e6;
  const shown = new Set<SpanData>();
  for (const span of [...spans].sort((a, b) => rank(b) - rank(a))) {
    const line: SpanData[] = [];
    for (let at: SpanData | undefined = span; at !== undefined && !shown.has(at); ) {
      line.push(at);
      at = at.parentSpanId === undefined || line.length > MAX_SPANS ? undefined : byId.get(at.parentSpanId);
    }
    if (shown.size + line.length > MAX_SPANS) break;
    for (const each of line) shown.add(each);
  }
  return shown;
}

function spanLine({ depth, durationMs, criticalMs, service, step, status, spanId }: SpanData): string {
  const own = criticalMs > 0 ? `, ${ms(criticalMs)} own` : '';
  const failed = status === 'error' ? ', failed' : '';
  return `${'  '.repeat(Math.min(20, depth))}${ms(durationMs)}${own}${failed}, ${clean(service)}, ${clean(step)} [${spanId}]`;
}

function logLines({ logs }: Pick<TraceTreeData, 'logs'>): string[] {
  if (logs.length === 0) return [];
  const lines = logs
    .slice(0, MAX_LOGS)
    .map(
      ({ startMs, service, severity, body, spanId }) =>
        `${ms(startMs)} ${clean(severity)} ${clean(service)}: ${clean(typeof body === 'string' ? body : JSON.stringify(body))} [span ${spanId}]`,
    );
  return ['', 'logs:', ...lines, ...(logs.length > MAX_LOGS ? [`… and ${logs.length - MAX_LOGS} more`] : [])];
}

function attributeLines(attributes: SpanData['attributes']): string[] {
  return Object.entries(attributes).map(([key, value]) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (key !== 'exception.stacktrace') return `  ${clean(key)} = ${cleanText(text, MAX_VALUE)}`;
    return `  stack:\n${text
      .split('\n')
      .slice(0, MAX_STACK_LINES)
      .map(line => `    ${clean(line)}`)
      .join('\n')}`;
  });
}

function clean(text: string): string {
  return cleanText(text, 200);
}
