import { type Comparable, comparable } from '../../../e2e/fidelity/comparable';
import { TRUE_CLAIMS } from '../../../e2e/fidelity/true-claims';
import { undo } from '../../../e2e/fidelity/undo';
import type { CollectedSpan } from '../../../services/collector/collected';

/**
 * Trees of a run without upstream's false claims, and without one tree of edges.cjs: upstream spoils headers that are
 * given as a list, and their attributes.
 */
export function sound(spans: readonly CollectedSpan[]): Comparable[] {
  // These differences are undone in the same way on both sides.
  return comparable(undo(TRUE_CLAIMS, 'ours', spans)).filter(
    ({ span }) => span !== 'internal headers as a list',
  );
}
