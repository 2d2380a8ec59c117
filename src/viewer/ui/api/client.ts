import type { Answers } from '../../receiver/analyse/answers';
import type { ErrorGroup } from '../../receiver/analyse/errors/error-groups';
import type { Instrument } from '../../receiver/analyse/metrics/instruments';
import type { MetricSeries } from '../../receiver/analyse/metrics/metric-series';
import type {
  OperationComparison,
  TooFewRequests,
} from '../../receiver/analyse/operations/compare-operation';
import type { OperationStats } from '../../receiver/analyse/operations/operations';
import type { TimeWindow } from '../../receiver/analyse/operations/time-window';
import type { ProfileAnswer, ProfileStatus } from '../../receiver/analyse/profile/profile-answer';
import type { ServiceMap } from '../../receiver/analyse/service-map';
import type { ServiceState } from '../../receiver/analyse/services/service-states';
import type { ShownTrace } from '../../receiver/analyse/shown-trace';
import type { FoundLog } from '../../receiver/query/logs/search-logs';
import type { FoundTrace } from '../../receiver/query/search-traces';
import { type Changes, hrefOf } from '../state/place';

export interface Overview {
  readonly window: TimeWindow;
  readonly operations: readonly OperationStats[];
  readonly map: ServiceMap;
}

export interface ServiceStates {
  readonly window: TimeWindow;
  readonly services: readonly ServiceState[];
}

export interface FoundTraces {
  readonly traces: readonly FoundTrace[];
  readonly total: number;
  readonly searchedSpans: number;
  readonly tookMs: number;
}

export interface FoundLogs {
  readonly logs: readonly FoundLog[];
  readonly total: number;
  readonly searched: number;
  readonly tookMs: number;
}

export interface Errors {
  readonly window: TimeWindow;
  readonly failedTraces: number;
  readonly groups: readonly ErrorGroup[];
}

export interface Fields {
  readonly fields: readonly string[];
  readonly attributes: readonly string[];
}

interface Operations {
  readonly data: readonly { readonly name: string }[];
}

/** Refusal of a request, in the receiver's words. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** A question to the receiver: its address, which also names it, and the type of the answer. */
export interface Question<_Answer> {
  readonly href: string;
}

/** The receiver's routes, as src/viewer/receiver/api has them. */
export const ask = {
  answers: (parameters: Changes) => question<Answers>('/api/v1/answers', parameters),
  overview: (parameters: Changes) => question<Overview>('/api/v1/overview', parameters),
  traces: (parameters: Changes) => question<FoundTraces>('/api/v1/traces', parameters),
  logs: (parameters: Changes) => question<FoundLogs>('/api/v1/logs', parameters),
  logServices: () => question<{ readonly services: readonly string[] }>('/api/v1/logs/services'),
  metrics: () => question<{ readonly instruments: readonly Instrument[] }>('/api/v1/metrics'),
  metricSeries: (parameters: Changes) => question<MetricSeries>('/api/v1/metrics/series', parameters),
  trace: (id: string) => question<ShownTrace>(`/api/v1/traces/${encodeURIComponent(id)}`),
  compare: (parameters: Changes) =>
    question<OperationComparison | TooFewRequests>('/api/v1/compare', parameters),
  profile: (id: string, operation: string | undefined) =>
    question<ProfileAnswer>(`/api/v1/profiles/${encodeURIComponent(id)}`, { operation }),
  errors: (parameters: Changes) => question<Errors>('/api/v1/errors', parameters),
  fields: () => question<Fields>('/api/v1/fields'),
  values: (attribute: string) =>
    question<{ readonly values: readonly string[] }>('/api/v1/values', { attribute }),
  serviceStates: (parameters: Changes) => question<ServiceStates>('/api/v1/services', parameters),
  services: () => question<{ readonly data: readonly string[] }>('/api/services'),
  operations: (service: string | undefined) => question<Operations>('/api/operations', { service }),
};

/** Asks, and rejects with a RequestError when the receiver refuses or is gone. */
export async function answerTo<Answer>(
  { href }: Question<Answer>,
  signal: AbortSignal | null = null,
): Promise<Answer> {
  const response = await fetch(href, { signal }).catch(error => {
    if (signal?.aborted) throw error;
    throw new RequestError(0, 'The viewer does not answer. Is otel-agent still running?');
  });
  if (!response.ok) throw new RequestError(response.status, await refusalIn(response));
  return (await response.json()) as Answer;
}

/** Gives the receiver a file of traces, compressed or not; resolves with what it found in it. */
export async function openFile(file: File): Promise<{ format: string; contents: string }> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch('/api/v1/open', { method: 'POST', headers, body: file });
  if (!response.ok) throw new RequestError(response.status, await refusalIn(response));
  return response.json();
}

/** Orders a profile of a service. */
export async function orderProfile(service: string, seconds: number): Promise<ProfileStatus> {
  const response = await fetch(hrefOf('/api/v1/profiles', { service, seconds }), { method: 'POST' });
  if (!response.ok) throw new RequestError(response.status, await refusalIn(response));
  return response.json();
}

/** Makes the receiver forget everything. */
export async function forgetAll(): Promise<void> {
  await fetch('/api/v1/traces', { method: 'DELETE' });
}

function question<Answer>(path: string, parameters: Changes = {}): Question<Answer> {
  return { href: hrefOf(path, parameters) };
}

async function refusalIn(response: Response): Promise<string> {
  const text = await response.text();
  try {
    return JSON.parse(text).errors[0].msg;
  } catch {
    return text.trim() || `The viewer answered ${response.status}.`;
  }
}
