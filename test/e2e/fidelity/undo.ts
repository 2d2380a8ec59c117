import type { CollectedSpan } from '../../services/collector/collected';
import type { IntendedDifference } from './intended-differences';

/** The spans of one side as they would be without these differences. */
export function undo(
  differences: readonly IntendedDifference[],
  side: 'ours' | 'upstream',
  spans: readonly CollectedSpan[],
): readonly CollectedSpan[] {
  return differences.reduce((left, difference) => difference[side]?.(left) ?? left, spans);
}
