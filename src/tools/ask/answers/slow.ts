import type {
  OperationComparison,
  TooFewRequests,
} from '../../../viewer/receiver/analyse/operations/compare-operation';
import { countOf } from '../../../viewer/receiver/count-of';
import { cleanText } from '../../../viewer/receiver/terminal/clean-text';
import type { Source } from '../source';
import { msOf, timeParameters } from '../time';
import type { Answered, Asking, Page, WindowData } from './answer';
import { errorsText, ms, type Overview, windowData } from './services';

const DEFAULT_OPERATIONS = 5;
/** Steps below this share of the added time explain nothing. */
const LEAST_SHARE = 0.05;
const MAX_STEPS = 4;
const MAX_EXAMPLES = 3;

export interface SlowData {
  readonly window: WindowData;
  readonly operations: readonly SlowOperation[];
}

interface SlowOperation {
  readonly service: string;
  readonly operation: string;
  readonly requests: number;
  readonly errors: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  /** Undefined where there are too few requests to compare. */
  readonly comparison?: {
    readonly slowMs: number;
    readonly typicalMs: number;
    /** The steps that the added time goes to, the largest first. */
    readonly causes: readonly {
      readonly service: string;
      readonly step: string;
      readonly share: number;
      readonly extraMs: number;
      /** From the operation down: `storefront POST /checkout`. */
      readonly path: readonly string[];
    }[];
  };
  /** Trace ids of slow requests, the slowest first. */
  readonly examples: readonly string[];
}

/** The operations that take longest at p95, and what makes their slow requests slower than typical ones. */
export async function askSlow({
  source,
  since,
  service,
  words,
  limit = DEFAULT_OPERATIONS,
}: Asking): Promise<Answered<SlowData>> {
  const time = timeParameters(since);
  const { window, operations } = (await source.ask<Overview>('/api/v1/overview', { ...time, buckets: 1 }))!;
  const wanted = words.join(' ');
  const slowest = operations
    .filter(each => service === undefined || each.service === service)
    .filter(each => wanted === '' || each.name === wanted)
    .sort((a, b) => b.p95Ns - a.p95Ns)
    .slice(0, limit);
  const found: SlowOperation[] = [];
  for (const each of slowest) {
    found.push({
      service: each.service,
      operation: each.name,
      requests: each.count,
      errors: each.errors,
      p50Ms: msOf(each.p50Ns),
      p95Ms: msOf(each.p95Ns),
      p99Ms: msOf(each.p99Ns),
      ...(await causesOf(source, each, time)),
    });
  }
  const data = { window: windowData(window), operations: found };
  return { data, isFound: found.length > 0, text: page => textOf(data, page) };
}

async function causesOf(
  source: Source,
  { service, name }: { readonly service: string; readonly name: string },
  time: ReturnType<typeof timeParameters>,
): Promise<Pick<SlowOperation, 'comparison' | 'examples'>> {
  const compared = await source.ask<OperationComparison | TooFewRequests>('/api/v1/compare', {
    ...time,
    service,
    operation: name,
  });
  if (compared === undefined) return { examples: [] };
  if (!('parts' in compared)) return { examples: [compared.slowest.traceId] };
  return {
    comparison: {
      slowMs: msOf(compared.slow.meanNs),
      typicalMs: msOf(compared.typical.meanNs),
      causes: compared.parts
        .filter(({ share }) => share >= LEAST_SHARE)
        .slice(0, MAX_STEPS)
        .map(({ path, share, extraNs }) => ({
          service: path.at(-1)!.service,
          step: path.at(-1)!.label,
          share: Number(share.toFixed(3)),
          extraMs: msOf(extraNs),
          path: path.map(step => `${step.service} ${step.label}`),
        })),
    },
    examples: compared.examples.slow.slice(0, MAX_EXAMPLES).map(({ traceId }) => traceId),
  };
}

function textOf({ operations }: SlowData, { paint, goOn }: Page): string {
  if (operations.length === 0) return 'No request was found.';
  return operations
    .map(each => {
      const { service, operation, requests, errors, p50Ms, p95Ms, p99Ms, comparison, examples } = each;
      const numbers = `${countOf(requests, 'request')}, ${errorsText(errors, requests)}, p50 ${ms(p50Ms)}, p95 ${ms(p95Ms)}, p99 ${ms(p99Ms)}`;
      const lines = [
        `${paint('bold', cleanText(operation, 80))} ${paint('cyan', cleanText(service, 40))}  ${numbers}`,
      ];
      if (comparison === undefined) lines.push('  too few requests to compare slow ones with typical ones');
      else {
        lines.push(`  slow ones take ${ms(comparison.slowMs)}, typical ones ${ms(comparison.typicalMs)}`);
        for (const { share, extraMs, step, service: at } of comparison.causes)
          lines.push(
            `  ${`${Math.round(share * 100)}%`.padStart(4)} of the extra time (+${ms(extraMs)}) is ${paint('yellow', cleanText(step, 80))} ${paint('cyan', cleanText(at, 40))}`,
          );
      }
      if (examples[0] !== undefined) lines.push(paint('dim', `  slowest: ${goOn(examples[0])}`));
      return lines.join('\n');
    })
    .join('\n\n');
}
