import { createHash } from 'node:crypto';
import path from 'node:path';

import { NODE_MAJORS, type NodeMajor } from './nodes';

const ROOT = path.join(__dirname, '..');

type Block = jest.Describe | jest.It;
/** A line of Node, or a list or object with one among its values. */
type Row = unknown;
type Property = string | number;
type DeclareRows = (name: string, body: (...row: never[]) => unknown, timeoutMs?: number) => void;
type Each = (table: readonly Row[]) => DeclareRows;

let tablesOfThisFile = 0;

/**
 * Gives `describe` or `test` an `each` that runs a slice of its rows: of rows that differ in nothing but the line of Node, or
 * in nothing but the properties (places of a list), one. The others are declared as skipped, so that jest counts them.
 * `npm run test:all` runs all rows.
 */
export function sliced<T extends Block>(block: T, ...properties: readonly Property[]): Pick<T, 'each'> {
  const each: Each = table => (name, body, timeoutMs) => {
    const inside = new Set(
      runsAll() ? table : sliceOf(table, turnOf(expect.getState().testPath!), ...properties),
    );
    const outside = table.filter(row => !inside.has(row));
    eachOf(block)([...inside])(name, body, timeoutMs);
    // A block that is skipped as a whole has no `skip`.
    if (outside.length > 0) eachOf(block.skip ?? block)(outside)(`${name} (test:all)`, body, timeoutMs);
  };
  return { each } as unknown as Pick<T, 'each'>;
}

function eachOf(block: Block): Each {
  return block.each as unknown as Each;
}

/**
 * Rows of a table that run, in their order. The first of several rows that differ in nothing but the line of Node runs on the
 * line whose turn it is, the next on the line after that; so every line has its share of a table, and of all tables.
 */
export function sliceOf<T extends Row>(
  table: readonly T[],
  turn: number,
  ...properties: readonly Property[]
): readonly T[] {
  const alike = new Map<string, T[]>();
  for (const row of table) {
    const rest = restOf(row, properties);
    alike.set(rest, [...(alike.get(rest) ?? []), row]);
  }
  const inside = new Set([...alike.values()].map((rows, i) => rows[(turn + i) % rows.length]));
  return table.filter(row => inside.has(row));
}

/** Tells `npm run test:all` from `npm test`. */
export function runsAll(): boolean {
  return process.env.OTEL_AGENT_TEST_ALL === '1';
}

/** Differs between the tables of a file and between files, and is the same in each run. */
function turnOf(testPath: string): number {
  const file = path.relative(ROOT, testPath).split(path.sep).join('/');
  return createHash('sha256').update(file).digest()[0]! + tablesOfThisFile++;
}

/** Tells a row apart from those that differ in more than the line of Node, or the properties. */
function restOf(row: Row, properties: readonly Property[]): string {
  const values = typeof row === 'object' && row !== null ? Object.entries(row) : [['', row] as const];
  const line = values.findIndex(([, value]) => NODE_MAJORS.includes(value as NodeMajor));
  const names = properties.map(String);
  const isLeftOut = (key: string, place: number) =>
    names.length === 0 ? place === line : names.includes(key);
  const rest = values.map(([key, value], place) => [key, isLeftOut(key, place) ? 'any' : value]);
  return JSON.stringify(rest, withSources);
}

/** Tells functions and expressions apart, which JSON leaves out. */
function withSources(_key: string, value: unknown): unknown {
  return typeof value === 'function' || value instanceof RegExp ? String(value) : value;
}
