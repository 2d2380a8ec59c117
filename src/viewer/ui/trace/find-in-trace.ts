import type { PageSpan } from '../../receiver/analyse/trace/trace-page';

/** Everything that can be read of each span, in small letters; made when a trace is first searched. */
const readable = new WeakMap<readonly PageSpan[], readonly string[]>();

/** Indexes of the spans that contain a text in their name, service, attributes, events or status. */
export function findInTrace(spans: readonly PageSpan[], text: string): number[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [];
  let texts = readable.get(spans);
  if (texts === undefined) {
    texts = spans.map(textOf);
    readable.set(spans, texts);
  }
  return texts.flatMap((each, index) => (each.includes(wanted) ? [index] : []));
}

function textOf({ spanId, name, label, service, statusMessage, attributes, events }: PageSpan): string {
  const parts = [spanId, name, label, service, statusMessage];
  for (const [key, value] of Object.entries(attributes)) parts.push(key, shown(value));
  for (const event of events) {
    parts.push(event.name);
    for (const [key, value] of Object.entries(event.attributes)) parts.push(key, shown(value));
  }
  return parts.join('\n').toLowerCase();
}

function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
