import { describeWith } from '../services/describe-with';
import { CELLS } from './matrix';
import { type CellOutcome, nameOfCell, runCell, type Tempo } from './run-cell';

/* A slice of the matrix that `npm run test:faults` runs, with faults of seconds. */

jest.setTimeout(120_000);

const TEMPO: Tempo = { beforeMs: 1500, afterMs: 1500, settleMs: 30_000, share: 0.05, maxSeconds: 3 };
const AT_ONCE = 6;
const SLICE: readonly (readonly [fault: string, protocol: string])[] = [
  ['down at start, 60 s', 'grpc'],
  ['down, 60 s', 'http/protobuf'],
  ['reset in the middle of a request', 'grpc'],
  ['half a reply', 'http/protobuf'],
  ['503 / gRPC 14', 'grpc'],
  ['413 / gRPC 8, too large', 'http/protobuf'],
  ['host name unknown, then known', 'http/protobuf'],
  ['GOAWAY / Connection: close after each request', 'grpc'],
  ['kill -9 of the Collector, down 10 s', 'grpc'],
];

// B8 is among them: a Collector that is down for a minute.
describeWith('collector')('B8: what arrives', () => {
  const cells = CELLS.filter(
    ({ fault, protocol, store }) =>
      store !== 'upstream' && SLICE.some(row => row[0] === fault.name && row[1] === protocol),
  );
  const outcomes = new Map<string, CellOutcome>();
  beforeAll(async () => {
    const left = [...cells];
    const runSome = async () => {
      for (let cell = left.shift(); cell !== undefined; cell = left.shift())
        outcomes.set(nameOfCell(cell), await runCell(cell, TEMPO));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, runSome));
  });

  test('the slice has every row', () => {
    expect(new Set(cells.map(({ fault }) => fault.name)).size).toBe(SLICE.length);
  });

  test.each(cells.map(nameOfCell))('%s', name => {
    const { faults, said } = outcomes.get(name)!;
    expect({ faults, said: faults.length === 0 ? [] : said }).toEqual({ faults: [], said: [] });
  });
});
