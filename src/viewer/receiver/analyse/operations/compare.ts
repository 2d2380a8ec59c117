import { criticalTimes } from '../trace/critical-path';
import { labelOf } from '../trace/label';
import type { TreeNode } from '../trace/tree';

/** Step of the calls below an operation, and its time in slow requests and in typical ones. Means for a request. */
export interface ComparedPart {
  /** From the operation down: `storefront POST /checkout`, `checkout POST /orders`, … */
  readonly path: readonly { readonly service: string; readonly label: string }[];
  readonly slowNs: number;
  readonly typicalNs: number;
  /** slowNs - typicalNs; below zero when slow requests take less here. */
  readonly extraNs: number;
  /** Part of all the time that was added, from 0 to 1; all parts add up to 1. Steps that take less have 0. */
  readonly share: number;
  readonly slowCalls: number;
  readonly typicalCalls: number;
}

export interface Comparison {
  readonly slow: { readonly count: number; readonly meanNs: number };
  readonly typical: { readonly count: number; readonly meanNs: number };
  /** The largest extra first. Only spans' own time on the critical path counts, so that all parts add up to the difference. */
  readonly parts: readonly ComparedPart[];
}

/** Compares the time of slow requests with typical ones, step by step. Nodes are the operation's spans in their traces. */
export function compareRequests(slow: readonly TreeNode[], typical: readonly TreeNode[]): Comparison {
  const slowProfile = profileOf(slow);
  const typicalProfile = profileOf(typical);
  const slowMeanNs = meanDuration(slow);
  const typicalMeanNs = meanDuration(typical);
  const parts = [...new Set([...slowProfile.keys(), ...typicalProfile.keys()])].map(key => {
    const inSlow = slowProfile.get(key) ?? NOTHING;
    const inTypical = typicalProfile.get(key) ?? NOTHING;
    const extraNs = inSlow.ns - inTypical.ns;
    return {
      path: JSON.parse(key) as ComparedPart['path'],
      slowNs: inSlow.ns,
      typicalNs: inTypical.ns,
      extraNs,
      slowCalls: inSlow.calls,
      typicalCalls: inTypical.calls,
    };
  });
  const addedNs = parts.reduce((sum, { extraNs }) => sum + Math.max(0, extraNs), 0);
  const isSlower = slowMeanNs > typicalMeanNs;
  return {
    slow: { count: slow.length, meanNs: slowMeanNs },
    typical: { count: typical.length, meanNs: typicalMeanNs },
    parts: parts
      .map(part => ({ ...part, share: isSlower ? Math.max(0, part.extraNs) / addedNs : 0 }))
      .sort((a, b) => b.extraNs - a.extraNs),
  };
}

/** Minimum of requests to compare: of fewer, the slowest are one accident each. */
export const LEAST_REQUESTS = 10;
/** Minimum of each sort: a mean of one or two is no mean. */
const LEAST_OF_A_SORT = 3;

/**
 * Sorts LEAST_REQUESTS or more into slow (the slowest twentieth, three at least) and typical (a fifth, around the median);
 * `max` of each, and no request in both.
 */
export function slowAndTypical<Request>(
  byDuration: readonly Request[],
  max: number,
): { slow: Request[]; typical: Request[] } {
  const { length } = byDuration;
  const slowCount = Math.min(max, Math.max(LEAST_OF_A_SORT, Math.floor(length / 20)));
  const typicalCount = Math.min(max, Math.max(LEAST_OF_A_SORT, Math.floor(length / 5)));
  const from = Math.floor((length - slowCount) / 2 - typicalCount / 2);
  return { slow: byDuration.slice(length - slowCount), typical: byDuration.slice(from, from + typicalCount) };
}

interface Mean {
  ns: number;
  calls: number;
}

const NOTHING: Mean = { ns: 0, calls: 0 };

/** By path: the mean time that a request spends there itself, and how often it goes there. */
function profileOf(requests: readonly TreeNode[]): Map<string, Mean> {
  const profile = new Map<string, Mean>();
  for (const request of requests) {
    const times = criticalTimes(request);
    eachBelow(request, (node, path) => {
      const key = JSON.stringify(path);
      const mean = profile.get(key) ?? { ns: 0, calls: 0 };
      mean.ns += (times.get(node) ?? 0) / requests.length;
      mean.calls += 1 / requests.length;
      profile.set(key, mean);
    });
  }
  return profile;
}

/** Deeper calls count to their last step: paths stay short and few. */
const MAX_STEPS = 24;

function eachBelow(root: TreeNode, use: (node: TreeNode, path: ComparedPart['path']) => void): void {
  const waiting: { node: TreeNode; above: ComparedPart['path'] }[] = [{ node: root, above: [] }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { node, above } = next;
    const path =
      above.length < MAX_STEPS ? [...above, { service: node.span.service, label: labelOf(node) }] : above;
    use(node, path);
    for (const child of node.children) waiting.push({ node: child, above: path });
  }
}

function meanDuration(requests: readonly TreeNode[]): number {
  return requests.reduce((sum, { durationNs }) => sum + durationNs, 0) / Math.max(1, requests.length);
}
