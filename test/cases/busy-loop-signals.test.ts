import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { exporterEnvironment, startGrpcReceiver, type TestReceiver } from '../agent/lifecycle/receiver';
import { endOf, runProgram } from '../agent/lifecycle/run-program';

/* A signal that comes during a computation, which Node can only see once the loop turns. */

jest.setTimeout(60_000);

let receiver: TestReceiver;
let folder: string;
let lastFile = 0;
beforeAll(async () => {
  receiver = await startGrpcReceiver();
  folder = mkdtempSync(path.join(os.tmpdir(), 'otel-agent-busy-'));
});
afterAll(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true });
});

const WAYS = ['runs out of work', 'exit(0)', 'throws', 'goes on'];
const SIGNALS = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

describe.each(['at once', 'in a later turn'])('A2: a loop that is busy %s after a span', when => {
  test.each(WAYS.flatMap(way => SIGNALS.map(signal => [way, signal] as const)))(
    'then %s: %s ends the process as without the agent, and the span is sent',
    async (way, signal) => {
      const [bare, traced] = await Promise.all([
        run({ way, when, signal, agent: false }),
        run({ way, when, signal, env: exporterEnvironment(receiver) }),
      ]);
      expect(bare).toMatchObject({ code: null, signal });
      expect(endOf(traced)).toMatchObject({ code: null, signal, stdout: bare.stdout });
      expect(traced.said).toEqual([]);
      await receiver.waitUntil(() => receiver.spansOf(traced.id).length > 0);
      expect(receiver.spansOf(traced.id)).toEqual(['last']);
    },
  );
});

test.each(SIGNALS)('A2: %s in a computation that begins when all is sent ends the process', async signal => {
  const file = path.join(folder, String(++lastFile));
  const { code, signal: ended } = await runProgram({
    script: 'ends/busy-when-sent.js',
    args: [file],
    env: exporterEnvironment(receiver),
    onLine(line, child, id) {
      if (line === 'computing') {
        child.kill(signal);
        writeFileSync(file, '');
      } else
        void receiver
          .waitUntil(() => receiver.spansOf(id).length > 0)
          .then(() => writeFileSync(`${file}.sent`, ''));
    },
  });
  expect([code, ended]).toEqual([null, signal]);
});

interface BusyRun {
  readonly way: string;
  readonly when: string;
  readonly signal: NodeJS.Signals;
  readonly agent?: boolean;
  readonly env?: Record<string, string>;
}

/** The computation ends once the signal has been sent. */
function run({ way, when, signal, ...options }: BusyRun) {
  const file = path.join(folder, String(++lastFile));
  return runProgram({
    ...options,
    script: 'ends/busy.js',
    args: [way, when, file],
    onLine(_line, child) {
      child.kill(signal);
      writeFileSync(file, '');
    },
  });
}
