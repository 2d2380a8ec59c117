import { patchFunction } from '../../patch-function';
import type { SqlCall, TracedStatements } from '../sql/sql-call';
import { beginStatement, serverOf, servers } from './begin-statement';
import type { Rows, Statement } from './types';

/** Statements whose rows are still read. */
const calls = new WeakMap<Rows, SqlCall>();

/** Has the class of a statement traced; returns functions that undo it. */
export function patchStatement(statement: Statement, tracing: TracedStatements): (() => void)[] {
  const prototype = Object.getPrototypeOf(statement) as Statement;
  const undo: (() => void)[] = [];
  let areRowsPatched = false;
  const { iterate } = prototype;
  const traced = {
    iterate(this: Statement, ...args: unknown[]) {
      const call = begin(tracing, this);
      try {
        const rows = iterate.apply(this, args);
        if (call !== undefined) calls.set(rows, call);
        if (!areRowsPatched) undo.push(...patchRows(rows));
        areRowsPatched = true;
        return rows;
      } catch (error) {
        call?.fail(error);
        throw error;
      }
    },
  };
  const forget = () => {
    for (const each of undo.splice(0)) each();
  };
  const whole = (['run', 'get', 'all'] as const).map(key =>
    patchFunction(prototype, key, traceWhole(prototype[key], tracing)),
  );
  return [...whole, patchFunction(prototype, 'iterate', traced.iterate), forget];
}

/** Wraps a method that has run its statement when it returns. */
function traceWhole(original: Statement['run'], tracing: TracedStatements): Statement['run'] {
  const { run } = {
    run(this: Statement, ...args: unknown[]) {
      const call = begin(tracing, this);
      try {
        const result = original.apply(this, args);
        call?.end();
        return result;
      } catch (error) {
        call?.fail(error);
        throw error;
      }
    },
  };
  return run;
}

/** Has a statement's span end with the last row, or when the rows are left. */
function patchRows(rows: Rows): (() => void)[] {
  const prototype = Object.getPrototypeOf(rows) as Rows;
  const { next, return: leave } = prototype;
  const traced = {
    next(this: Rows, ...args: unknown[]) {
      try {
        const step = next.apply(this, args);
        if (step.done) calls.get(this)?.end();
        return step;
      } catch (error) {
        calls.get(this)?.fail(error);
        throw error;
      }
    },
    return(this: Rows, ...args: unknown[]) {
      calls.get(this)?.end();
      return leave.apply(this, args);
    },
  };
  return [patchFunction(prototype, 'next', traced.next), patchFunction(prototype, 'return', traced.return)];
}

/** Statements that better-sqlite3 prepares itself, for transactions, know their database. */
function begin(tracing: TracedStatements, statement: Statement): SqlCall | undefined {
  const { sourceSQL, source, database } = statement;
  const server = servers.get(statement) ?? (database && serverOf(database));
  return server && beginStatement(tracing, server, sourceSQL ?? source);
}
