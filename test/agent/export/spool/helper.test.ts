import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { sliced } from '../../../slice';
import { AGENT, endOf, type ProgramOptions, runProgram } from '../../lifecycle/run-program';
import type { Reply, ScriptedReceiver } from '../scripted-receivers';
import { deliver, environment, until } from './deliver';
import { idsOf, type Protocol, startSpanReceiver, timesAccepted } from './receiver';
import { makeSpoolFolder, type SpoolFolder } from './spool-folder';

/* Ends of programs whose receiver takes an event loop, for TLS: the helper sends from the disk. */

jest.setTimeout(60_000);

const file = (name: string) => path.join(__dirname, '..', 'tls', `${name}.pem`);
const MUTUAL = {
  OTEL_EXPORTER_OTLP_CERTIFICATE: file('ca'),
  OTEL_EXPORTER_OTLP_CLIENT_KEY: file('client-key'),
  OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: file('client'),
};
const COUNT = 300;

const NOT_TAKEN: Record<Protocol, [Reply, RegExp][]> = {
  grpc: [
    ['hangs', /300 spans kept on disk for the next process: no answer /],
    ['refuses the size', /300 spans kept on disk for the next process: /],
  ],
  'http/protobuf': [['is unavailable', /300 spans kept on disk for the next process: HTTP 503/]],
};

const canUnshare = spawnSync('unshare', ['--pid', '--fork', 'true']).status === 0;

let folder: SpoolFolder;
beforeEach(() => {
  folder = makeSpoolFolder();
});
afterEach(() => folder.remove());

/** Runs a program that ends its spans, and itself by `process.exit`. Its output ends with its helper's. */
async function runWith(receiver: ScriptedReceiver, protocol: Protocol, others: Record<string, string> = {}) {
  const program: ProgramOptions = { script: 'spool/spans.js', args: [String(COUNT), 'exit'] };
  const env = environment(folder, receiver.origin, { ...MUTUAL, ...others }, protocol);
  const [bare, run] = await Promise.all([
    runProgram({ ...program, agent: false }),
    // A busy machine may take long to start the helper, and to shake hands.
    runProgram({ ...program, env: { OTEL_AGENT_EXIT_TIMEOUT: '30000', ...env } }),
  ]);
  expect(endOf(run)).toEqual(endOf(bare));
  return { env, said: run.said, ids: idsOf(run.id, COUNT) };
}

sliced(describe, 0).each<[Protocol]>([['grpc'], ['http/protobuf']])(
  'over %s with certificates on both sides',
  protocol => {
    let receiver: ScriptedReceiver;
    beforeAll(async () => {
      receiver = await startSpanReceiver(protocol, 0, 'mutual');
    });
    afterAll(() => receiver.close());

    test('the helper delivers from the disk, and leaves nothing there', async () => {
      receiver.play([]);
      const { said, ids } = await runWith(receiver, protocol);
      expect(said).toEqual([]);
      await until(() => folder.files().length === 0);
      expect(timesAccepted(receiver, ids)).toEqual({ 1: COUNT });
      expect(folder.files()).toEqual([]);
    });

    test.each<[Reply, RegExp]>(NOT_TAKEN[protocol])(
      'where the receiver %s, the next process delivers, once',
      async (reply, line) => {
        receiver.play(Array<Reply>(20).fill(reply));
        const { env, said, ids } = await runWith(receiver, protocol, {
          OTEL_AGENT_EXIT_TIMEOUT: reply === 'hangs' ? '1000' : '10000',
        });
        expect(said).toEqual([expect.stringMatching(line)]);
        receiver.play([]);
        await deliver({ folder, receiver, ids, env });
        expect(timesAccepted(receiver, ids)).toEqual({ 1: COUNT });
      },
    );
  },
);

(canUnshare ? test : test.skip)('the first process of a container waits for its helper', async () => {
  const receiver = await startSpanReceiver('grpc', 0, 'mutual');
  const env = environment(folder, receiver.origin, { ...MUTUAL, OTEL_AGENT_EXIT_TIMEOUT: '30000' });
  const program = path.join(__dirname, '../../../fixtures/spool/spans.js');
  const run = await runProgram({
    script: '',
    command: 'unshare',
    args: [
      ...['--pid', '--fork', '--kill-child', process.execPath, '--require', AGENT],
      ...[program, String(COUNT), 'exit'],
    ],
    env,
  });
  receiver.close();
  expect(run).toMatchObject({ code: 3, said: [] });
  expect(timesAccepted(receiver, idsOf(run.id, COUNT))).toEqual({ 1: COUNT });
  expect(folder.files()).toEqual([]);
});

test('a receiver without a certificate that is trusted leaves all on disk, with the reason', async () => {
  const receiver = await startSpanReceiver('grpc', 0, true);
  const { said } = await runWith(receiver, 'grpc', { OTEL_EXPORTER_OTLP_CERTIFICATE: file('client') });
  receiver.close();
  expect(said).toEqual([expect.stringMatching(/300 spans kept on disk for the next process: .*certificate/)]);
  expect(folder.files()).toHaveLength(1);
});
