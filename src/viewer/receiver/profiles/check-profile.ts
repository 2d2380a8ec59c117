import type { CallFrame, ProfileNode, SpanProfile } from '../../../shared/profile/profile';

/** Limits of what is kept of a profile, whoever sent it. */
const MAX_NODES = 200_000;
const MAX_SAMPLES = 500_000;
const MAX_TEXT = 1000;

/**
 * Copies what a profile has to have out of parsed JSON; a plain `.cpuprofile` counts as one without spans. Undefined where
 * something is missing or of another type.
 */
export function checkProfile(value: unknown): SpanProfile | undefined {
  const { nodes, startTime, endTime, samples, timeDeltas, otelAgent } = record(value);
  if (!Array.isArray(nodes) || nodes.length > MAX_NODES || nodes.length === 0) return undefined;
  if (!isNumbers(samples) || !isNumbers(timeDeltas) || samples.length > MAX_SAMPLES) return undefined;
  if (samples.length !== timeDeltas.length || !isNumber(startTime) || !isNumber(endTime)) return undefined;
  const { service, pid, startedAtMs, spans, runs, blocks, openSpans } = record(otelAgent);
  return {
    nodes: nodes.map(nodeOf),
    startTime,
    endTime,
    samples,
    timeDeltas,
    otelAgent: {
      service: text(service),
      pid: isNumber(pid) ? pid : 0,
      startedAtMs: isNumber(startedAtMs) ? startedAtMs : 0,
      spans: list(spans).map(pair => [text(list(pair)[0]), text(list(pair)[1])] as const),
      runs: isNumbers(runs) ? runs : [],
      blocks: list(blocks)
        .map(record)
        .filter(({ startUs, endUs }) => isNumber(startUs) && isNumber(endUs))
        .map(({ startUs, endUs }) => ({ startUs: startUs as number, endUs: endUs as number })),
      openSpans: isNumbers(openSpans) ? openSpans : [],
    },
  };
}

function nodeOf(value: unknown): ProfileNode {
  const { id, callFrame, children } = record(value);
  const numbers = list(children).filter(isNumber);
  return {
    id: isNumber(id) ? id : -1,
    callFrame: frameOf(record(callFrame)),
    ...(numbers.length > 0 && { children: numbers }),
  };
}

function frameOf({ functionName, scriptId, url, lineNumber, columnNumber }: Fields): CallFrame {
  return {
    functionName: text(functionName),
    scriptId: text(scriptId),
    url: text(url),
    lineNumber: isNumber(lineNumber) ? lineNumber : -1,
    columnNumber: isNumber(columnNumber) ? columnNumber : -1,
  };
}

type Fields = Readonly<Record<string, unknown>>;

function record(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, MAX_TEXT) : '';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every(isNumber);
}
