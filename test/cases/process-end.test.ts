import { exporterEnvironment } from '../agent/lifecycle/receiver';
import { runProgram } from '../agent/lifecycle/run-program';
import { type CountingReceiver, FIRST, startCountingReceiver } from '../ends/counting-receiver';
import { CELLS, type Matrix, openMatrix } from '../ends/matrix';
import { REPLIES } from '../ends/replies';
import { nameOfCell } from '../ends/run-cell';
import { PROTOCOLS } from '../ends/ways';

/* Telemetry that is left at the end of a process arrives, or is named with its number and the reason. */

jest.setTimeout(120_000);

let matrix: Matrix;
beforeAll(async () => {
  matrix = await openMatrix();
});
afterAll(() => matrix.close());

describe('B2: 10,000 spans, then process.exit()', () => {
  const accepted = REPLIES.find(({ name }) => name === 'accepted')!;

  test.each(PROTOCOLS.flatMap(protocol => ['cold', 'warm'].map(state => [protocol, state] as const)))(
    'over %s, %s: what does not arrive is told, to the last span',
    async (protocol, state) => {
      const receiver: CountingReceiver = await startCountingReceiver({
        protocol,
        reply: accepted,
        tls: undefined,
      });
      const run = await runProgram({
        script: 'lifecycle/many-spans.js',
        args: ['10000', '0', state],
        env: {
          ...exporterEnvironment(receiver, protocol),
          OTEL_AGENT_EXIT_TIMEOUT: '10000',
          OTEL_BSP_SCHEDULE_DELAY: '20',
        },
        async onLine(_line, child, id) {
          await receiver.waitUntil(() => receiver.takenFrom(id).includes(FIRST));
          child.stdin!.write('go');
        },
      });
      const arrived = receiver.takenFrom(run.id).filter(name => name !== FIRST);
      const told = run.said.map(line => Number(/(\d+) spans? .*dropped/.exec(line)?.[1] ?? 0));
      expect(new Set(arrived).size).toBe(arrived.length);
      expect(arrived.length + told.reduce((sum, items) => sum + items, 0)).toBe(10_000);
      await receiver.close();
    },
  );
});

const cold = CELLS.filter(({ state, way }) => state === 'cold' && !way.name.startsWith('worker'));
const named = (cells: typeof CELLS) => cells.map(cell => [nameOfCell(cell), cell] as const);

const b3 = cold.filter(
  ({ way, reply, protocol }) =>
    ['process.exit', 'natural end', 'SIGTERM'].includes(way.name) &&
    protocol === 'grpc' &&
    (reply.takes === 'all but one' || /UNAUTHENTICATED|UNAVAILABLE|PERMISSION|EXHAUSTED/.test(reply.name)),
);
test.each(named(b3))('B3: %s: the reason and the number in one line', async (_name, cell) => {
  const { faults, run } = await matrix.run(cell);
  expect(faults).toEqual([]);
  expect(run.said).toHaveLength(1);
});

const b4 = cold.filter(
  ({ way, reply }) =>
    ['process.exit', 'natural end', 'SIGTERM'].includes(way.name) && reply.instead === 'plain',
);
test.each(named(b4))('B4: %s: one line', async (_name, cell) => {
  const { faults, run } = await matrix.run(cell);
  expect(faults).toEqual([]);
  expect(run.said.filter(line => line.includes('dropped'))).toHaveLength(1);
});

const b5 = cold.filter(({ way, reply }) => way.isInZip === true && reply.name === 'accepted');
test.each(named(b5))('B5: %s: delivered', async (_name, cell) => {
  const { faults, lost } = await matrix.run(cell);
  expect({ faults, lost }).toEqual({ faults: [], lost: 0 });
});
