import { answers } from '../analyse/answers';
import { attributeKeys, attributeValues } from '../analyse/attribute-values';
import { compareOperation } from '../analyse/compare-operation';
import { errorGroups } from '../analyse/error-groups';
import { failedTraces } from '../analyse/failed-traces';
import { OPERATION_SPANS, operationStats } from '../analyse/operations';
import { serviceMap } from '../analyse/service-map';
import { tracePage } from '../analyse/trace-page';
import { FIELD_NAMES } from '../query/field-tests';
import { searchTraces, TRACE_ORDERS } from '../query/search-traces';
import { readTraceLogs } from '../store/read-logs';
import { readTrace } from '../store/read-trace';
import type { ApiHandler } from './api-request';
import { numberParameter, requiredText, wordParameter } from './parameters';
import { statusOf } from './status';
import { rangeParameters, windowParameters } from './window-parameters';

const MAX_TRACES = 5000;
const MAX_SUGGESTIONS = 1000;

/** The web viewer's own routes. Times are Unix milliseconds in parameters, names in answers end in their unit. */
export const VIEWER_ROUTES: { readonly [path: string]: ApiHandler } = {
  '/api/v1/status': ({ stores }) => statusOf(stores),
  '/api/v1/overview': remember('overview', ({ stores: { spans }, parameters }) => {
    const window = windowParameters(spans, parameters);
    const buckets = numberParameter(parameters, 'buckets', { fallback: 30, min: 1, max: 500 });
    const choice = wordParameter(parameters, 'spans', OPERATION_SPANS, 'entries');
    return {
      window,
      operations: operationStats(spans, { window, buckets, spans: choice }),
      map: serviceMap(spans, window),
    };
  }),
  '/api/v1/answers': remember('answers', ({ stores: { spans }, parameters }) =>
    answers(spans, windowParameters(spans, parameters)),
  ),
  '/api/v1/traces': ({ stores: { spans }, parameters }) => {
    const started = performance.now();
    const found = searchTraces(spans, {
      query: parameters.get('q') ?? '',
      order: wordParameter(parameters, 'order', TRACE_ORDERS, 'recent'),
      limit: numberParameter(parameters, 'limit', { fallback: 100, min: 1, max: MAX_TRACES }),
      ...rangeParameters(spans, parameters),
    });
    return { ...found, searchedSpans: spans.counts.spans, tookMs: performance.now() - started };
  },
  '/api/v1/traces/{id}': ({ stores, part }) => {
    const trace = readTrace(stores.spans, stores.spans.traceByHex(part));
    return trace && tracePage(trace, readTraceLogs(stores.logs, trace.traceId));
  },
  '/api/v1/compare': remember('compare', ({ stores: { spans }, parameters }) => {
    const operation = {
      service: requiredText(parameters, 'service'),
      name: requiredText(parameters, 'operation'),
    };
    return compareOperation(spans, operation, windowParameters(spans, parameters));
  }),
  '/api/v1/errors': remember('errors', ({ stores: { spans }, parameters }) => {
    const window = windowParameters(spans, parameters);
    const { total, traces } = failedTraces(spans, window);
    return { window, failedTraces: total, groups: errorGroups(traces) };
  }),
  '/api/v1/fields': remember('fields', ({ stores: { spans } }) => ({
    fields: FIELD_NAMES,
    attributes: attributeKeys(spans, MAX_SUGGESTIONS),
  })),
  '/api/v1/values': remember('values', ({ stores: { spans }, parameters }) => ({
    values: attributeValues(spans, requiredText(parameters, 'attribute'), MAX_SUGGESTIONS),
  })),
};

function remember(name: string, handler: ApiHandler): ApiHandler {
  return request => {
    const { remembered, parameters, stores } = request;
    return remembered.get(`${name}?${parameters}`, stores.spans.version, () => handler(request));
  };
}
