import { answers } from '../analyse/answers';
import { attributeKeys, attributeValues } from '../analyse/attribute-values';
import { errorGroups } from '../analyse/errors/error-groups';
import { failedTraces } from '../analyse/errors/failed-traces';
import { listInstruments } from '../analyse/metrics/instruments';
import { STATS } from '../analyse/metrics/lines';
import { metricSeries } from '../analyse/metrics/metric-series';
import { compareOperation } from '../analyse/operations/compare-operation';
import { OPERATION_SPANS, operationStats } from '../analyse/operations/operations';
import { profileAnswer, profileStatus } from '../analyse/profile/profile-answer';
import { serviceMap } from '../analyse/service-map';
import { serviceStates } from '../analyse/services/service-states';
import { shownTrace } from '../analyse/shown-trace';
import { FIELD_NAMES } from '../query/field-tests';
import { logServices, searchLogs } from '../query/logs/search-logs';
import { compileMetricFilter } from '../query/metrics/metric-filter';
import { searchTraces, TRACE_ORDERS } from '../query/search-traces';
import { readTrace } from '../store/traces/read-trace';
import type { ApiHandler } from './api-request';
import { numberParameter, requiredText, wordParameter } from './parameters';
import { statusOf } from './status';
import {
  logRangeParameters,
  metricWindowParameters,
  rangeParameters,
  windowParameters,
} from './window-parameters';

const MAX_TRACES = 5000;
const MAX_LOGS = 5000;
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
  '/api/v1/services': ({ stores, remembered, parameters }) => {
    const { spans, logs, metrics } = stores;
    const version = spans.version + logs.version + metrics.version;
    return remembered.get(`services?${parameters}`, version, () => {
      const window = windowParameters(spans, parameters);
      return { window, services: serviceStates(stores, window) };
    });
  },
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
  '/api/v1/logs': ({ stores: { logs }, parameters }) => {
    const started = performance.now();
    const found = searchLogs(logs, {
      query: parameters.get('q') ?? '',
      limit: numberParameter(parameters, 'limit', { fallback: 100, min: 1, max: MAX_LOGS }),
      ...logRangeParameters(logs, parameters),
    });
    return { ...found, searched: logs.count, tookMs: performance.now() - started };
  },
  '/api/v1/logs/services': ({ stores: { logs } }) => ({ services: logServices(logs) }),
  '/api/v1/metrics': ({ stores: { metrics }, remembered }) => ({
    instruments: remembered.get('metrics', metrics.version, () => listInstruments(metrics)),
  }),
  '/api/v1/metrics/series': ({ stores: { metrics }, remembered, parameters }) =>
    remembered.get(`series?${parameters}`, metrics.version, () =>
      metricSeries(metrics, {
        service: requiredText(parameters, 'service'),
        name: requiredText(parameters, 'name'),
        window: metricWindowParameters(metrics, parameters),
        buckets: numberParameter(parameters, 'buckets', { fallback: 60, min: 1, max: 500 }),
        split: parameters.getAll('split').filter(key => key !== ''),
        filter: compileMetricFilter(parameters.get('q') ?? ''),
        stat: parameters.has('stat') ? wordParameter(parameters, 'stat', STATS, STATS[0]) : undefined,
      }),
    ),
  '/api/v1/traces/{id}': ({ stores, part }) => {
    const trace = readTrace(stores.spans, stores.spans.traceByHex(part));
    return trace && shownTrace(trace, stores);
  },
  '/api/v1/profiles': ({ stores, parameters }) => {
    const service = parameters.get('service');
    const orders = stores.profiles.all().filter(each => service === null || each.service === service);
    return { profiles: orders.map(profileStatus) };
  },
  '/api/v1/profiles/{id}': ({ stores: { profiles, spans }, remembered, parameters, part }) => {
    const ordered = profiles.get(part);
    const version = profiles.version + spans.version;
    return (
      ordered &&
      remembered.get(`profile ${part}?${parameters}`, version, () =>
        profileAnswer(ordered, spans, parameters.get('operation') ?? undefined),
      )
    );
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
