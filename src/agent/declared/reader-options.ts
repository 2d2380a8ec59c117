import type { ReaderOptions } from '../../shared/config/declared';
import { patternOf, selects } from './selection';

/** Options of the SDK's reader, or of the exporter that is scraped. */
export function readerOptions({
  cardinalityLimits,
  maxExportBatchSize,
  withoutScopeInfo,
  withoutTargetInfo,
  resourceLabels,
}: ReaderOptions): Record<string, unknown> {
  return {
    ...(cardinalityLimits && { cardinalityLimits: camelCased(cardinalityLimits) }),
    ...(maxExportBatchSize !== undefined && { maxExportBatchSize }),
    ...(withoutScopeInfo !== undefined && { withoutScopeInfo }),
    ...(withoutTargetInfo !== undefined && { withoutTargetInfo }),
    ...(resourceLabels && { withResourceConstantLabels: labelPattern(resourceLabels) }),
  };
}

function camelCased(limits: Readonly<Record<string, number>>): Record<string, number> {
  const camel = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(limits).map(([name, limit]) => [camel(name), limit]));
}

/** The exporter asks a regular expression; exclusions make it one with a test of its own. */
function labelPattern(selection: NonNullable<ReaderOptions['resourceLabels']>): RegExp {
  const isWanted = selects(selection);
  const pattern = patternOf(selection.included ?? ['*']);
  return Object.assign(pattern, { test: (name: string) => isWanted(name) });
}
