import type { Signal } from '../types';
import type { Parts } from './parts';

type Json = Record<string, unknown>;

/** Names of the lists in OTLP/JSON, from the request down. */
const LISTS: Readonly<Record<Signal, readonly [resources: string, scopes: string, items: string]>> = {
  traces: ['resourceSpans', 'scopeSpans', 'spans'],
  metrics: ['resourceMetrics', 'scopeMetrics', 'metrics'],
  logs: ['resourceLogs', 'scopeLogs', 'logRecords'],
};

interface Item {
  readonly resource: Json;
  readonly scope: Json;
  readonly item: Json;
}

/** Takes a request in OTLP/JSON, or Zipkin's list of spans, apart. Throws if it is neither. */
export function jsonParts(signal: Signal, body: Uint8Array): Parts {
  const request: unknown = JSON.parse(Buffer.from(body).toString());
  if (Array.isArray(request)) return partsOf(signal, request, some => some);
  const items = itemsOf(signal, request as Json);
  return partsOf(
    signal,
    items.map(({ item }) => item),
    (_some, start, end) => nested(signal, items.slice(start, end)),
  );
}

function partsOf(
  signal: Signal,
  items: readonly Json[],
  assemble: (some: readonly Json[], start: number, end: number) => unknown,
): Parts {
  return {
    sizes: items.map(item => JSON.stringify(item).length),
    counts: items.map(item => (signal === 'metrics' ? pointsOf(item) : 1)),
    assemble: (start, end) => Buffer.from(JSON.stringify(assemble(items.slice(start, end), start, end))),
    firstName: () => (typeof items[0]?.name === 'string' ? items[0].name : undefined),
  };
}

function itemsOf(signal: Signal, request: Json): Item[] {
  const [resources, scopes, items] = LISTS[signal];
  return listIn(request, resources).flatMap(resource =>
    listIn(resource, scopes).flatMap(scope => listIn(scope, items).map(item => ({ resource, scope, item }))),
  );
}

function listIn(value: Json, name: string): Json[] {
  const list = value[name];
  if (!Array.isArray(list)) throw new TypeError(`no list of ${name}`);
  return list;
}

function nested(signal: Signal, some: readonly Item[]): Json {
  const [resources, scopes, items] = LISTS[signal];
  const byResource = new Map<Json, Map<Json, Json[]>>();
  for (const { resource, scope, item } of some) {
    const below = byResource.get(resource) ?? new Map<Json, Json[]>();
    byResource.set(resource, below);
    const list = below.get(scope) ?? [];
    below.set(scope, list);
    list.push(item);
  }
  return {
    [resources]: [...byResource].map(([resource, below]) => ({
      ...resource,
      [scopes]: [...below].map(([scope, list]) => ({ ...scope, [items]: list })),
    })),
  };
}

function pointsOf(metric: Json): number {
  const data = Object.values(metric).find(
    (value): value is { dataPoints: unknown[] } =>
      typeof value === 'object' && value !== null && 'dataPoints' in value,
  );
  return data?.dataPoints.length ?? 0;
}
