import { knownOperations, knownServices } from '../analyse/catalogue';
import { serviceMap } from '../analyse/service-map';
import { ordered, tracesWith } from '../query/search-traces';
import type { SpanStore } from '../store/span-store';
import { readTrace } from '../store/traces/read-trace';
import type { Trace } from '../trace';
import type { ApiHandler, ApiRequest } from './api-request';
import { jaegerTrace } from './jaeger-model';
import { readJaegerQuery } from './jaeger-query';
import { numberParameter } from './parameters';

/**
 * The query API of Jaeger's `jaeger-query`, as its own UI and Grafana's data source call it
 * (jaegertracing.io/docs/apis, "HTTP JSON").
 */
export const JAEGER_ROUTES: { readonly [path: string]: ApiHandler } = {
  '/api/services': ({ stores, remembered }) =>
    list(remembered.get('services', stores.spans.version, () => knownServices(stores.spans))),
  '/api/operations': request => {
    const kind = request.parameters.get('spanKind');
    const operations = operationsOf(request, request.parameters.get('service')).filter(
      each => !kind || each.kind === kind,
    );
    return list(operations.map(({ name, kind: spanKind }) => ({ name, spanKind })));
  },
  '/api/services/{service}/operations': request =>
    list([...new Set(operationsOf(request, request.part).map(({ name }) => name))]),
  '/api/traces': ({ stores: { spans }, parameters }) => {
    const ids = parameters.getAll('traceID');
    if (ids.length > 0)
      return list(
        tracesOf(
          spans,
          ids.map(id => spans.traceByHex(id)),
        ).map(jaegerTrace),
      );
    const { compiled, limit, ...range } = readJaegerQuery(parameters);
    const refs = ordered(spans, tracesWith(spans, compiled, range), 'recent').slice(0, limit);
    return list(tracesOf(spans, refs).map(jaegerTrace));
  },
  '/api/traces/{id}': ({ stores: { spans }, part }) => {
    const found = tracesOf(spans, [spans.traceByHex(part)]);
    return found.length === 0 ? undefined : list(found.map(jaegerTrace));
  },
  '/api/dependencies': ({ stores: { spans }, remembered, parameters }) => {
    const untilMs = numberParameter(parameters, 'endTs', { fallback: Date.now() + 60_000 });
    const lookbackMs = numberParameter(parameters, 'lookback', { fallback: 86_400_000 });
    const window = { sinceMs: untilMs - lookbackMs, untilMs };
    const key = `map ${Math.round(window.sinceMs / 1000)} ${Math.round(untilMs / 1000)}`;
    const map = remembered.get(key, spans.version, () => serviceMap(spans, window));
    const services = new Set(map.nodes.filter(node => node.type === 'service').map(node => node.name));
    // Jaeger counts no calls of a service to itself.
    const calls = map.edges.filter(edge => services.has(edge.to) && edge.from !== edge.to);
    return list(calls.map(({ from, to, count }) => ({ parent: from, child: to, callCount: count })));
  },
};

function operationsOf({ stores, remembered }: ApiRequest, service: string | null) {
  const all = remembered.get('operations', stores.spans.version, () => knownOperations(stores.spans));
  return all.filter(each => !service || each.service === service);
}

function tracesOf(store: SpanStore, refs: readonly number[]): Trace[] {
  return refs.map(ref => readTrace(store, ref)).filter(trace => trace !== undefined);
}

/** The envelope of all of Jaeger's answers. */
function list(data: readonly unknown[]): object {
  return { data, total: data.length, limit: 0, offset: 0, errors: null };
}
