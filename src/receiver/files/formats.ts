import type { Inbox } from '../inbox';
import { jsonToMessage } from '../wire/json-to-message';
import { MalformedError } from '../wire/malformed-error';
import { ExportRequest } from '../wire/schema';
import { jaegerToOtlp, jaegerTracesIn } from './jaeger';
import { signalsIn } from './otlp-json';
import { zipkinSpansIn, zipkinToOtlp } from './zipkin';

/** The formats of files, by the names that people know. */
export type Format = 'OTLP JSON' | 'Jaeger JSON' | 'Zipkin JSON';

/** Takes in a line as the Collector's file exporter writes them; false when it is not one. */
export function takeLine(line: string, inbox: Inbox): boolean {
  const json = parse(line);
  try {
    return takeOtlp(json, inbox);
  } catch (error) {
    if (error instanceof MalformedError) return false;
    throw error;
  }
}

/** Takes in text in any of the formats, OTLP JSON lines included; undefined when it is in none. Throws MalformedError. */
export function takeText(text: string, inbox: Inbox): Format | undefined {
  const whole = takeDocument(text, inbox);
  if (whole !== undefined) return whole;
  const taken = text.split('\n').filter(line => line.trim() !== '' && takeLine(line, inbox));
  return taken.length > 0 ? 'OTLP JSON' : undefined;
}

/** Takes in a whole file; undefined when it is in none of the formats. Throws MalformedError when it is in one and broken. */
export function takeDocument(text: string, inbox: Inbox): Format | undefined {
  const json = parse(text);
  if (takeOtlp(json, inbox)) return 'OTLP JSON';
  const traces = jaegerTracesIn(json);
  if (traces !== undefined) {
    for (const trace of traces) takeOtlp(jaegerToOtlp(trace), inbox);
    return 'Jaeger JSON';
  }
  const spans = zipkinSpansIn(json);
  if (spans === undefined) return undefined;
  takeOtlp(zipkinToOtlp(spans), inbox);
  return 'Zipkin JSON';
}

function takeOtlp(json: unknown, inbox: Inbox): boolean {
  const signals = signalsIn(json);
  for (const signal of signals) inbox.take(signal, jsonToMessage(json, ExportRequest[signal]));
  return signals.length > 0;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
