import { dialectOf } from '../../redaction/sql/dialects';
import { statementOf } from '../../redaction/sql/known-statements';

/* Operations and verbs of statements for upstream's database instrumentations: the first word of a text may be data. */

export { collectionOf, mongoStatement } from '../../redaction/mongo-statement';

/** Operation of a statement, in capitals. */
export function operationOf(statement: unknown, system: string): string {
  return statementOf(String(statement), dialectOf(system)).operation;
}

/** Verb of a statement as it was written; undefined if there is no statement. */
export function verbOf(statement: unknown, system: string): string | undefined {
  return typeof statement === 'string' ? statementOf(statement, dialectOf(system)).verb : undefined;
}
