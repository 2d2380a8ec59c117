import { CATALOGUE } from '../catalogue/catalogue';
import type { CatalogueRow } from '../catalogue/row';
import { modulesOf } from '../modules/watch-list';

/** Way in which a library is traced. */
export type Way = 'own channels' | 'lean' | 'upstream';

/** Rows of the catalogue whose instrumentation looks at a package. */
export function rowsOf(name: string): CatalogueRow[] {
  return CATALOGUE.filter(row => modulesOf(row).has(name));
}

/**
 * Decides the way of a package for the report and the doctor: that of its first row with a way, else that of a library
 * that brings it and traces it with its own work (`express` for `router`), else that of a package that does its work
 * (`tedious` for `mssql` before it had channels).
 */
export function wayOfPackage(
  name: string,
  wayOfRow: (row: CatalogueRow) => Way | undefined,
): Way | undefined {
  const rows = rowsOf(name);
  const covering = CATALOGUE.filter(other => rows.some(row => row.coveredBy?.includes(other.name)));
  const covered = CATALOGUE.filter(other => rows.some(row => other.coveredBy?.includes(row.name)));
  for (const row of [...rows, ...covering, ...covered]) {
    const way = wayOfRow(row);
    if (way !== undefined) return way;
  }
  return undefined;
}
