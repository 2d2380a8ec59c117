import { NODE_MAJORS, nodeBinary } from '../nodes';
import { exporterEnvironment, startGrpcReceiver, startHttpReceiver, type TestReceiver } from './receiver';
import { endOf, runProgram } from './run-program';
import { nameOf, programFor, WAYS_TO_END } from './ways-to-end';

jest.setTimeout(60_000);

let receivers: Record<'grpc' | 'http/protobuf', TestReceiver>;
beforeAll(async () => {
  const [grpc, http] = await Promise.all([startGrpcReceiver(), startHttpReceiver()]);
  receivers = { grpc, 'http/protobuf': http };
  for (const major of NODE_MAJORS) await nodeBinary(major);
}, 300_000);
afterAll(() => Promise.all(Object.values(receivers).map(receiver => receiver.close())));

/** Generous, for a machine that is busy with other tests; the figures stand in src/lifecycle/hand-over.ts. */
const MAX_DELAY_MS = 1500;

describe.each([
  [20, 'http/protobuf'],
  [22, 'grpc'],
  [24, 'http/protobuf'],
  [24, 'grpc'],
  [26, 'grpc'],
] as const)('Node %i, %s', (nodeMajor, protocol) => {
  test.each(WAYS_TO_END.map(row => [nameOf(row), row] as const))('%s', async (_name, row) => {
    const receiver = receivers[protocol];
    const program = { ...programFor(row), nodeMajor };
    const [bare, traced] = await Promise.all([
      runProgram({ ...program, agent: false }),
      runProgram({ ...program, env: exporterEnvironment(receiver, protocol) }),
    ]);
    expect(endOf(traced)).toEqual(endOf(bare));
    expect(traced.endedAfterMs).toBeLessThan(bare.endedAfterMs + MAX_DELAY_MS);
    await receiver.waitUntil(() => receiver.spansOf(traced.id).length >= row.spans.length);
    expect(receiver.spansOf(traced.id)).toEqual(row.spans);
  });
});
