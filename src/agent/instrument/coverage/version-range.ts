/**
 * Tells whether a version is within a range as instrumentations write it: `>=8.0.3 <9`, `^5.0.0`, `2`, `*`, or several joined
 * by `||`. A prerelease counts as its release.
 */
export function isWithin(version: string, range: string): boolean {
  const wanted = parse(version);
  return range.split('||').some(alternative => {
    const comparators = alternative.replace(/([<>=^~])\s+/g, '$1').trim();
    return comparators.split(/\s+/).every(comparator => holds(wanted, comparator));
  });
}

type Version = readonly number[];

function holds(version: Version, comparator: string): boolean {
  const [, operator = '', text = ''] = /^([<>=^~]*)v?(.*)$/.exec(comparator)!;
  if (text === '' || text === '*' || text === 'x') return true;
  const bound = parse(text);
  const order = compare(version, bound);
  switch (operator) {
    case '>=':
      return order >= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '^':
      return order >= 0 && startsWith(version, bound.slice(0, 1 + bound.findIndex(part => part !== 0)));
    case '~':
      return order >= 0 && startsWith(version, bound.slice(0, 2));
    default:
      return startsWith(version, bound);
  }
}

/** Numbers of a version, as many as are given: `>=3` is `[3]`. */
function parse(text: string): number[] {
  const numbers = text.replace(/[-+].*$/, '').split('.');
  return numbers.filter(part => /^\d+$/.test(part)).map(Number);
}

function compare(a: Version, b: Version): number {
  for (let place = 0; place < 3; place++) {
    const difference = (a[place] ?? 0) - (b[place] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function startsWith(version: Version, prefix: Version): boolean {
  return prefix.every((part, place) => version[place] === part);
}
