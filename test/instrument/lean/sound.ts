import { type Comparable, comparable } from '../../e2e/fidelity/comparable';
import type { CollectedSpan } from '../../services/collector/collected';

/** The trees of edges.cjs but for one: upstream spoils headers that are given as a list, and what is said of them. */
export function sound(spans: readonly CollectedSpan[]): Comparable[] {
  return comparable(spans).filter(({ span }) => span !== 'internal headers as a list');
}
