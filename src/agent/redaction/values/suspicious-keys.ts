import type { SpanItem } from '../../export/span-item';

/** Parts of the default keys: the code that judges them is loaded with the first key that has one. */
const SUSPICIOUS = /password|authorization|cookie|api[-_]?key|token|secret/i;
const MAX_KNOWN = 1000;
const harmless = new Set<string>();

/** Tells whether a default rule might concern a span; cheap for keys seen before. */
export function mayHoldSecrets(span: SpanItem): boolean {
  const list = span.attributeList;
  if (list === undefined) return haveSuspicious(span.attributes) || areEventsSuspicious(span);
  for (let at = 0; at < list.length; at += 2) {
    const key = list[at] as string;
    if (!harmless.has(key) && isSuspicious(key)) return true;
  }
  return span.isPlain !== true && areEventsSuspicious(span);
}

function areEventsSuspicious({ events, links }: SpanItem): boolean {
  for (const { attributes } of events) if (haveSuspicious(attributes)) return true;
  for (const { attributes } of links) if (haveSuspicious(attributes)) return true;
  return false;
}

/** Tells whether one of the keys, on any level, is suspicious. */
export function haveSuspicious(attributes: object | undefined, depth = 0): boolean {
  for (const key in attributes) {
    if (isSuspicious(key)) return true;
    const value = (attributes as Record<string, unknown>)[key];
    if (typeof value === 'object' && value !== null && (depth > 4 || haveSuspicious(value, depth + 1)))
      return true;
  }
  return false;
}

function isSuspicious(key: string): boolean {
  if (harmless.has(key)) return false;
  if (SUSPICIOUS.test(key)) return true;
  if (harmless.size >= MAX_KNOWN) harmless.clear();
  if (key.length < 128) harmless.add(key);
  return false;
}
