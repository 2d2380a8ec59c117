import { parseArgs } from 'node:util';
import { collectorRequirement } from '../services/collector/collector-requirement';
import { logToStderr } from '../services/obtain/log-to-stderr';
import { obtain } from '../services/obtain/obtain';
import { saveFigures } from './figures';
import { CELLS } from './matrix';
import { type Cell, type CellOutcome, FULL, nameOfCell, runCell, startBare, type Tempo } from './run-cell';

/*
 * `npm run test:faults`: every fault x both protocols x both stores, against real Collectors where they can have it.
 * `-- --only hanging --only grpc` selects, `--without upstream` leaves out, `--parallel 8` sets how many cells run at once,
 * `--seconds 5` shortens the faults, `--save` writes docs/faults.md.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string', multiple: true, default: [] },
    without: { type: 'string', multiple: true, default: [] },
    parallel: { type: 'string', default: '8' },
    seconds: { type: 'string' },
    save: { type: 'boolean', default: false },
  },
});
main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  await obtain([collectorRequirement], logToStderr);
  const wanted = CELLS.filter(cell => {
    const name = nameOfCell(cell);
    return (
      values.only.every(part => name.includes(part)) && !values.without.some(part => name.includes(part))
    );
  });
  const tempo: Tempo = values.seconds === undefined ? FULL : { ...FULL, maxSeconds: Number(values.seconds) };
  // The longest first, so that all end at about the same time.
  const left = [...wanted].sort((a, b) => b.fault.seconds - a.fault.seconds);
  const outcomes = new Map<Cell, CellOutcome>();
  const bare = startBare();
  await Promise.all(Array.from({ length: Number(values.parallel) }, () => runAll(left, tempo, outcomes)));
  const inOrder = wanted.flatMap(cell => (outcomes.has(cell) ? [[cell, outcomes.get(cell)!] as const] : []));
  const bareFigures = await bare.end();
  if (values.save) saveFigures(inOrder, bareFigures);
  const faulty = inOrder.filter(([, { faults }]) => faults.length > 0).length;
  const { rssMb = 0, longestDelayMs = 0 } = bareFigures ?? {};
  console.log(`without an agent: RSS ${rssMb.toFixed(0)} MB, longest delay ${longestDelayMs.toFixed(0)} ms`);
  console.log(`${inOrder.length} cells, ${faulty} with faults`);
  if (inOrder.length < wanted.length || inOrder.length === 0 || faulty > 0) process.exitCode = 1;
}

async function runAll(left: Cell[], tempo: Tempo, outcomes: Map<Cell, CellOutcome>): Promise<void> {
  for (let cell = left.shift(); cell !== undefined; cell = left.shift()) {
    try {
      const outcome = await runCell(cell, tempo);
      outcomes.set(cell, outcome);
      console.log(lineOf(cell, outcome));
    } catch (error) {
      console.error(`${nameOfCell(cell)}: ${String(error)}`);
    }
  }
}

function lineOf(cell: Cell, { faults, said, ...figures }: CellOutcome): string {
  const { ended, arrived, twice, dropped, rssMb = 0, longestDelayMs = 0 } = figures;
  const line = `${nameOfCell(cell)}: ended ${ended}, arrived ${arrived}, twice ${twice}, dropped ${dropped ?? '-'}, RSS ${rssMb.toFixed(0)} MB, longest delay ${longestDelayMs.toFixed(0)} ms`;
  return faults.length === 0
    ? line
    : [line, ...faults.map(fault => `FAULT: ${fault}`), ...said].join('\n    ');
}
