import { z } from 'zod';
import type { Answered, Asking } from '../ask/answers/answer';
import { askErrors } from '../ask/answers/errors';
import { askLogs } from '../ask/answers/logs';
import { askMetrics } from '../ask/answers/metrics';
import { askProfile } from '../ask/answers/profile';
import { askServices } from '../ask/answers/services';
import { askSlow } from '../ask/answers/slow';
import { askTraces } from '../ask/answers/traces';
import type { Source } from '../ask/source';
import { spanText, traceText } from './trace-text';

/** A tool for assistants: what it is for, what it is given, and its answer as text. */
export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodRawShape;
  answer(source: Source, given: Given): Promise<string>;
}

export interface Given {
  readonly service?: string;
  readonly operation?: string;
  readonly since?: string;
  readonly query?: string;
  readonly limit?: number;
  readonly trace_id?: string;
  readonly span_id?: string;
  readonly name?: string;
  readonly seconds?: number;
}

const service = z.string().max(200).optional().describe('Only this service');
const since = z
  .string()
  .max(40)
  .optional()
  .describe('Only what is younger: 30s, 5m, 1h before the newest trace, or an ISO date and time');
const limit = z.number().int().min(1).max(50).optional().describe('Length of the list, 10 by default');
const traceId = z.string().regex(/^[0-9a-f]{1,32}$/i);
const QUERY =
  'field = value with = != < <= > >= ~ (contains) !~, joined by and, or, not, ( ); plain words search everywhere';
const DEFAULT_LIMIT = 10;

/** Every tool, in the order in which an incident is looked into. */
export const TOOLS: readonly Tool[] = [
  {
    name: 'services',
    title: 'Services',
    description:
      'Lists the services: rate of errors and durations of their requests, whom they call, telemetry that is lost and libraries that are not traced.',
    input: { service, since },
    answer: (source, given) => textOf(askServices(askingOf(source, given))),
  },
  {
    name: 'slow',
    title: 'Slow operations',
    description:
      'Tells why requests are slow: the slowest operations at p95, and which step makes slow requests slower than typical ones of ' +
      'the same operation. Begin here for "why is X slow?".',
    input: {
      service,
      operation: z.string().max(300).optional().describe('Only this operation, as in POST /checkout'),
      since,
    },
    answer: (source, given) =>
      textOf(
        askSlow({ ...askingOf(source, given), words: given.operation ? [given.operation] : [], limit: 5 }),
      ),
  },
  {
    name: 'errors',
    title: 'Errors by root cause',
    description:
      'Groups failures by the deepest span that failed first, with message and the requests that it reached. Begin here for "why does X fail?".',
    input: { service, since },
    answer: (source, given) => textOf(askErrors({ ...askingOf(source, given), limit: DEFAULT_LIMIT })),
  },
  {
    name: 'traces',
    title: 'Search traces',
    description: `Finds traces, the newest first. Query: ${QUERY}. Fields: service, name, kind, status (error), duration (500ms), trace.duration, or any attribute such as http.route.`,
    input: { query: z.string().max(2000).optional(), service, since, limit },
    answer: (source, given) => textOf(askTraces(askingOf(source, given))),
  },
  {
    name: 'trace',
    title: 'One trace',
    description:
      'Shows a trace as a tree: where its time went, where it failed, its spans with their ids, its logs.',
    input: { trace_id: traceId },
    answer: (source, given) => traceText(source, given.trace_id!),
  },
  {
    name: 'span',
    title: 'One span',
    description:
      'Shows everything about one span of a trace: attributes, events, exceptions with stacks, logs.',
    input: { trace_id: traceId, span_id: z.string().regex(/^[0-9a-fx]{1,20}$/i) },
    answer: (source, given) => spanText(source, given.trace_id!, given.span_id!),
  },
  {
    name: 'logs',
    title: 'Search logs',
    description: `Finds log records, the newest last. Query: ${QUERY}. Fields: severity (>= warn), service, body, trace (id), or any attribute.`,
    input: { query: z.string().max(2000).optional(), service, since, limit },
    answer: (source, given) => textOf(askLogs(askingOf(source, given))),
  },
  {
    name: 'metrics',
    title: 'Metrics',
    description: `Lists the metrics that services sent; with a name, its newest, least and greatest values: rates of counters a second, percentiles of histograms. Query, on attributes: ${QUERY}.`,
    input: {
      name: z.string().max(300).optional().describe('Only this metric, as in nodejs.eventloop.delay.p99'),
      query: z.string().max(2000).optional(),
      service,
      since,
    },
    answer: (source, given) => textOf(askMetrics(askingOfMetric(source, given))),
  },
  {
    name: 'profile',
    title: 'CPU profile by function',
    description:
      'Profiles a running service for some seconds and tells in which functions the slow requests of an operation spend their time, ' +
      'beside databases and other calls, and where the event loop stood still. Ask it where slow shows time in the service itself.',
    input: {
      service: z.string().max(200).describe('Service to profile; it has to get requests meanwhile'),
      operation: z.string().max(300).optional().describe('Operation, the slowest one by default'),
      seconds: z.number().int().min(1).max(30).optional().describe('Length, 10 by default'),
    },
    answer: (source, given) =>
      textOf(
        askProfile({
          ...askingOf(source, given),
          words: given.operation ? [given.operation] : [],
          seconds: given.seconds,
        }),
      ),
  },
];

function askingOf(source: Source, { service: of, since: from, query, limit: most }: Given): Asking {
  return {
    source,
    words: query === undefined ? [] : [query],
    since: from,
    service: of,
    limit: most ?? DEFAULT_LIMIT,
  };
}

/** The name comes before the query, as in `ask metrics NAME QUERY`. */
function askingOfMetric(source: Source, given: Given): Asking {
  const words = [given.name, given.name === undefined ? undefined : given.query];
  return {
    ...askingOf(source, given),
    words: words.filter(word => word !== undefined),
    limit: given.limit,
  };
}

async function textOf(asked: Promise<Answered>): Promise<string> {
  const answered = await asked;
  return answered.text({
    columns: 120,
    paint: (_colour, text) => text,
    goOn: id => `trace {"trace_id":"${id}"}`,
  });
}
