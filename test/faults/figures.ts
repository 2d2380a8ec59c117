import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CELLS } from './matrix';
import { type Cell, type CellOutcome, type Figures, nameOfCell } from './run-cell';

const PAGE = path.join(__dirname, '..', '..', 'docs', 'faults.md');
const [BEGIN, END] = ['<!-- figures:begin -->', '<!-- figures:end -->'];
const BARE = '| none | - | without an agent |';

/** Writes the figures into docs/faults.md; rows of cells that were not run stay as they are. */
export function saveFigures(
  outcomes: readonly (readonly [Cell, CellOutcome])[],
  bare: Figures | undefined,
): void {
  const page = readFileSync(PAGE, 'utf8');
  const [start, end] = [page.indexOf(BEGIN) + BEGIN.length, page.indexOf(END)];
  const rows = new Map<string, string>();
  for (const line of page.slice(start, end).split('\n')) rows.set(keyOf(line), line);
  for (const [cell, outcome] of outcomes) rows.set(keyOf(row(cell, outcome)), row(cell, outcome));
  const bareRow = `${BARE} - | - | - | - | - | ${whole(bare?.rssMb)} | ${whole(bare?.longestDelayMs)} |`;
  const table = [
    `Run on ${new Date().toISOString().slice(0, 10)} with Node ${process.versions.node}.`,
    '',
    '| fault | protocol | where batches wait | ended | arrived | told as dropped | lost without a word | arrived twice | RSS, MB | longest delay, ms |',
    '| --- | --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    bareRow,
    ...CELLS.map(cell => rows.get(nameOfCell(cell))).filter(line => line !== undefined),
  ];
  writeFileSync(PAGE, `${page.slice(0, start)}\n${table.join('\n')}\n${page.slice(end)}`);
}

/** Name of the cell that a row is about. */
function keyOf(line: string): string {
  return line.split(' | ').slice(0, 3).join(', ').replace('| ', '');
}

function row({ fault, protocol, store }: Cell, outcome: CellOutcome): string {
  const { ended, arrived, twice, dropped, rssMb, longestDelayMs } = outcome;
  // More may have ended than a killed program has told.
  const silent = Math.max(0, ended - arrived - (dropped ?? 0));
  const counts = [ended, arrived, dropped ?? '-', silent, twice];
  return `| ${[fault.name, protocol, store, ...counts, whole(rssMb), whole(longestDelayMs)].join(' | ')} |`;
}

function whole(figure: number | undefined): string {
  return figure === undefined ? '-' : figure.toFixed(0);
}
