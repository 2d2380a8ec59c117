import { CELLS, type Matrix, openMatrix } from './matrix';
import { nameOfCell } from './run-cell';

/* A slice of the matrix that `npm run test:ends` runs: each way with some replies, each reply with one way. */

/** Begins a batch on an open connection in the turn in which it ends. */
const BEGINS_AT_ITS_END = 'main exits';

jest.setTimeout(60_000);

let matrix: Matrix;
beforeAll(async () => {
  matrix = await openMatrix();
}, 60_000);
afterAll(() => matrix.close());

const SOME_REPLIES = ['accepted', '401 / UNAUTHENTICATED'];
const slice = CELLS.filter(({ way, state, reply, protocol }) =>
  way.name === 'process.exit'
    ? state === 'cold'
    : protocol === 'grpc' &&
      !way.isInZip &&
      SOME_REPLIES.includes(reply.name) &&
      (state !== 'warm' || way.name === BEGINS_AT_ITS_END),
);

test.each(slice.map(cell => [nameOfCell(cell), cell] as const))('%s', async (_name, cell) => {
  expect((await matrix.run(cell)).faults).toEqual([]);
});
