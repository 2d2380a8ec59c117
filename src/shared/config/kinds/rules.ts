import type { RulesKind } from '../setting';
import type { Parse } from './kind';

/** Reads rules. The code for it loads with the first such setting, so the caller gives it. */
export const rules: Parse<unknown> = (given, { row, readRules, refuse }) =>
  readRules === undefined ? refuse('is not read here') : readRules(row.kind as RulesKind, given, refuse);
