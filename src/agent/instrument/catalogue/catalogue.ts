import type { CatalogueRow } from './row';
import { DATABASES } from './rows/databases';
import { GENAI } from './rows/genai';
import { OTHERS } from './rows/others';
import { QUEUES } from './rows/queues';
import { WEB } from './rows/web';

/** Every instrumentation of `@opentelemetry/auto-instrumentations-node`, and libraries that it lacks. */
export const CATALOGUE: readonly CatalogueRow[] = [...WEB, ...DATABASES, ...QUEUES, ...GENAI, ...OTHERS];

/** File of dist/instrument/ that holds a row's code. */
export function chunkOf(row: CatalogueRow): string {
  return row.chunk ?? row.name;
}

/** File of dist/instrument/ that holds a row's lean replacement. */
export function leanChunkOf({ name, leanKind }: CatalogueRow): string {
  // Few services have either, and the package's files are counted.
  return leanKind === 'genai' ? 'lean-other' : `lean-${leanKind ?? name}`;
}

/** File of dist/instrument/ that makes spans of channels, all of which are small. */
export function channelsChunkOf(_row: CatalogueRow): string {
  return 'channels';
}

/** Npm package of a row's code. */
export function instrumentationPackage(row: CatalogueRow): string {
  return row.package ?? `@opentelemetry/instrumentation-${row.name}`;
}
