import { parseArgs } from 'node:util';
import { type Figures, figuresOf, saveFigures } from './figures';
import { CELLS, type Matrix, openMatrix } from './matrix';
import { type Cell, type CellOutcome, nameOfCell } from './run-cell';

/*
 * `npm run test:ends`: every way to end x every reply x both protocols, against receivers that count.
 * `-- --only SIGTERM --only grpc` selects, `--parallel 2` sets how many programs run at once, `--save` writes docs/process-end.md.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    parallel: { type: 'string', default: '3' },
    save: { type: 'boolean', default: false },
  },
});
main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const cells = CELLS.filter(cell => values.only.every(part => nameOfCell(cell).includes(part)));
  const matrix = await openMatrix();
  const outcomes = new Map<Cell, CellOutcome>();
  const left = [...cells];
  await Promise.all(Array.from({ length: Number(values.parallel) }, () => runAll(matrix, left, outcomes)));
  await matrix.close();
  const figures = figuresOf(outcomes);
  if (values.save) saveFigures(figures);
  console.log(describe(figures));
  if (figures.cells === 0 || figures.faulty > 0) process.exitCode = 1;
}

async function runAll(matrix: Matrix, left: Cell[], outcomes: Map<Cell, CellOutcome>): Promise<void> {
  for (let cell = left.shift(); cell !== undefined; cell = left.shift()) {
    const outcome = await matrix.run(cell);
    outcomes.set(cell, outcome);
    if (outcome.faults.length > 0)
      console.log([nameOfCell(cell), ...outcome.faults, ...outcome.run.said].join('\n  '));
  }
}

function describe({ cells, faulty, twice }: Figures): string {
  return `${cells} cells, ${faulty} with faults, ${twice} in which spans arrived twice, as documented`;
}
