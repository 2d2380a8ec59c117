import type { Answers } from '../../receiver/analyse/answers';
import type { OperationComparison } from '../../receiver/analyse/compare-operation';
import type { ErrorGroup } from '../../receiver/analyse/error-groups';
import type { OperationStats } from '../../receiver/analyse/operations';
import type { ServiceMap } from '../../receiver/analyse/service-map';
import type { TimeWindow } from '../../receiver/analyse/time-window';
import type { TracePage } from '../../receiver/analyse/trace-page';
import type { FoundTrace } from '../../receiver/query/search-traces';
import { type Changes, hrefOf } from '../state/place';

export interface Overview {
  readonly window: TimeWindow;
  readonly operations: readonly OperationStats[];
  readonly map: ServiceMap;
}

export interface FoundTraces {
  readonly traces: readonly FoundTrace[];
  readonly total: number;
  readonly searchedSpans: number;
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

/** Why a request was not answered, in the receiver's words. */
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

/** The receiver's routes, as src/receiver/api has them. */
export const ask = {
  answers: (parameters: Changes) => question<Answers>('/api/v1/answers', parameters),
  overview: (parameters: Changes) => question<Overview>('/api/v1/overview', parameters),
  traces: (parameters: Changes) => question<FoundTraces>('/api/v1/traces', parameters),
  trace: (id: string) => question<TracePage>(`/api/v1/traces/${encodeURIComponent(id)}`),
  compare: (parameters: Changes) => question<OperationComparison>('/api/v1/compare', parameters),
  errors: (parameters: Changes) => question<Errors>('/api/v1/errors', parameters),
  fields: () => question<Fields>('/api/v1/fields'),
  values: (attribute: string) =>
    question<{ readonly values: readonly string[] }>('/api/v1/values', { attribute }),
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

/** Gives the receiver a file of traces; resolves with what it found in it. */
export async function openFile(file: File): Promise<{ format: string; spans: number }> {
  const headers = { 'content-type': 'application/json' };
  const body = await textOf(file);
  const response = await fetch('/api/v1/open', { method: 'POST', headers, body });
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

async function textOf(file: File): Promise<Blob | string> {
  if (!/\.gz$/.test(file.name)) return file;
  return new Response(file.stream().pipeThrough(new DecompressionStream('gzip'))).text();
}
