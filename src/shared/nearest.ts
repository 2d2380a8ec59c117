/**
 * Finds the candidate that a misspelt name most likely meant, in any case; undefined if none is near, or within
 * `mostSlips`.
 */
export function nearest(
  name: string,
  candidates: Iterable<string>,
  mostSlips = Number.POSITIVE_INFINITY,
): string | undefined {
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let bestDistance = mostSlips + 1;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const limit = Math.min(bestDistance, toleranceFor(wanted, other) + 1);
    if (Math.abs(other.length - wanted.length) >= limit) continue;
    const distance = editDistance(wanted, other);
    if (distance < limit && distance < wanted.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/**
 * Number of slips that a misspelt name may have. Leading words that both names share do not count for its length:
 * OTEL_AGENT_FOO is as far from OTEL_AGENT_SPOOL as FOO is from SPOOL.
 */
function toleranceFor(wanted: string, other: string): number {
  let start = 0;
  for (let at = 0; at < wanted.length && wanted[at] === other[at]; at++)
    if (wanted[at] === '_') start = at + 1;
  const length = wanted.length - start;
  return length <= 3 ? 1 : length <= 7 ? 2 : 3;
}

/** Words a suggestion, ` (did you mean grpc?)`, or nothing. */
export function didYouMean(given: string, candidates: Iterable<string>): string {
  const all = [...candidates];
  const near = nearest(given, all) ?? nearestByPart(given, all);
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}

/**
 * Finds the shortest candidate that begins or ends with `name`, whose last letter may be a plural's: `ratio` is in
 * `traceidratio`.
 */
export function nearestByPart(name: string, candidates: Iterable<string>): string | undefined {
  const part = name.toLowerCase().replace(/s$/, '');
  if (part.length < 4) return undefined;
  let best: string | undefined;
  for (const candidate of candidates) {
    const other = candidate.toLowerCase();
    const isPart = other.startsWith(part) || other.endsWith(part);
    if (isPart && (best === undefined || candidate.length < best.length)) best = candidate;
  }
  return best;
}

/**
 * Finds the shortest candidate that holds all words of `name` in their order: OTEL_ENDPOINT is in
 * OTEL_EXPORTER_OTLP_ENDPOINT.
 */
export function nearestByWords(name: string, candidates: Iterable<string>): string | undefined {
  const words = name.split('_');
  let best: string | undefined;
  for (const candidate of candidates) {
    if (best !== undefined && candidate.length >= best.length) continue;
    let next = 0;
    for (const word of candidate.split('_')) if (word === words[next]) next++;
    if (next === words.length) best = candidate;
  }
  return best;
}

/** Damerau-Levenshtein distance (optimal string alignment): insert, delete, replace, swap neighbours. */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replace = last[column - 1]! + (a[row - 1] === b[column - 1] ? 0 : 1);
      let least = Math.min(last[column]! + 1, current[column - 1]! + 1, replace);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        least = Math.min(least, beforeLast[column - 2]! + 1);
      }
      current.push(least);
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length]!;
}
