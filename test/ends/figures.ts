import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Cell, type CellOutcome, mayArriveTwice } from './run-cell';

/** Result of a run of the matrix. */
export interface Figures {
  readonly cells: number;
  readonly faulty: number;
  /** Cells in which spans arrived more than once, where that cannot be avoided. */
  readonly twice: number;
  /** Figures by the way to end. */
  readonly ways: ReadonlyMap<string, WayFigures>;
}

export interface WayFigures {
  cells: number;
  /** Cells in which every span arrived. */
  delivered: number;
  /** Cells in which lost spans were told, with number and reason. */
  told: number;
  twice: number;
  faulty: number;
}

export function figuresOf(outcomes: ReadonlyMap<Cell, CellOutcome>): Figures {
  const ways = new Map<string, WayFigures>();
  for (const [cell, { faults, lost, isTwice }] of outcomes) {
    const way = ways.get(cell.way.name) ?? { cells: 0, delivered: 0, told: 0, twice: 0, faulty: 0 };
    ways.set(cell.way.name, way);
    way.cells++;
    if (faults.length > 0) way.faulty++;
    else if (lost === 0) way.delivered++;
    else way.told++;
    if (isTwice && mayArriveTwice(cell)) way.twice++;
  }
  const sum = (key: keyof WayFigures) => [...ways.values()].reduce((total, way) => total + way[key], 0);
  return { cells: sum('cells'), faulty: sum('faulty'), twice: sum('twice'), ways };
}

const PAGE = path.join(__dirname, '..', '..', 'docs', 'process-end.md');
const [BEGIN, END] = ['<!-- figures:begin -->', '<!-- figures:end -->'];

/** Writes the figures into docs/process-end.md. */
export function saveFigures(figures: Figures): void {
  const page = readFileSync(PAGE, 'utf8');
  const before = page.slice(0, page.indexOf(BEGIN) + BEGIN.length);
  const after = page.slice(page.indexOf(END));
  writeFileSync(PAGE, `${before}\n${table(figures)}\n${after}`);
}

function table({ cells, faulty, twice, ways }: Figures): string {
  const date = new Date().toISOString().slice(0, 10);
  const row = (name: string, way: WayFigures) =>
    `| ${name} | ${way.cells} | ${way.delivered} | ${way.told} | ${way.twice} | ${way.faulty} |`;
  return [
    `Run on ${date} with Node ${process.versions.node}: ${cells} cells, ${faulty} with faults, ${twice} in which spans arrived twice.`,
    '',
    '| way to end | cells | all delivered | the rest told | arrived twice | faults |',
    '| --- | ---: | ---: | ---: | ---: | ---: |',
    ...[...ways].map(([name, way]) => row(name, way)),
  ].join('\n');
}
