import { patchFunction } from '../../patch-function';
import type { TracedStatements } from '../sql/sql-call';
import { beginStatement, serverOf, servers } from './begin-statement';
import { patchStatement } from './patch-statement';
import type { Database } from './types';

/**
 * Has the statements of a class of databases traced; returns functions that undo it. The replacements are methods, as
 * the originals are.
 */
export function patchDatabase(prototype: Database, tracing: TracedStatements): (() => void)[] {
  const { prepare, exec } = prototype;
  const undo: (() => void)[] = [];
  let arePatched = false;
  const traced = {
    prepare(this: Database, ...args: unknown[]) {
      const statement = prepare.apply(this, args);
      servers.set(statement, serverOf(this));
      if (!arePatched) undo.push(...patchStatement(statement, tracing));
      arePatched = true;
      return statement;
    },
    exec(this: Database, ...args: unknown[]) {
      const call = beginStatement(tracing, serverOf(this), args[0]);
      try {
        const result = exec.apply(this, args);
        call?.end();
        return result;
      } catch (error) {
        call?.fail(error);
        throw error;
      }
    },
  };
  const forget = () => {
    for (const each of undo.splice(0)) each();
  };
  return [
    patchFunction(prototype, 'prepare', traced.prepare),
    patchFunction(prototype, 'exec', traced.exec),
    forget,
  ];
}
