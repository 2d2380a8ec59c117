import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AGENT, runProgram } from '../../lifecycle/run-program';
import { nobody } from '../receivers';
import type { Reply } from '../scripted-receivers';
import { environment } from './deliver';
import { idsOf, startSpanReceiver, timesAccepted } from './receiver';
import { makeSpoolFolder, type SpoolFolder } from './spool-folder';

/* Spools that take nothing: the process ends as without one, and says once why. */

jest.setTimeout(60_000);

let folder: SpoolFolder;
beforeEach(() => {
  folder = makeSpoolFolder();
});
afterEach(() => folder.remove());

const COUNT = 300;
const onLinux = process.platform === 'linux' ? test : test.skip;
const onMounts = spawnSync('unshare', ['--mount', 'true']).status === 0 ? test : test.skip;

function run(origin: string, others: Readonly<Record<string, string>>, way: string) {
  const env = environment(folder, origin, others);
  return runProgram({ script: 'spool/spans.js', args: [String(COUNT), way], env });
}

/** Settings of a spool that takes nothing. */
type Make = () => Readonly<Record<string, string>>;

/**
 * Runs a program with a receiver that answers after longer than a spool waits, and then without any. `atStart` is told before
 * the spool is tried.
 */
async function expectAsWithoutSpool(make: Make, why: RegExp, ...atStart: RegExp[]): Promise<void> {
  const others = make();
  const unusable = new RegExp(`the spool in .* cannot be used: ${why.source}`);
  const said = [...atStart, unusable].map(line => expect.stringMatching(line));
  const receiver = await startSpanReceiver();
  receiver.play(Array<Reply>(20).fill('accepts when told'));
  const telling = setInterval(() => receiver.tell(), 150);
  try {
    for (const way of ['exit', 'natural']) {
      const up = await run(receiver.origin, { ...others, OTEL_AGENT_EXIT_TIMEOUT: '20000' }, way);
      expect(timesAccepted(receiver, idsOf(up.id, COUNT))).toEqual({ 1: COUNT });
      expect(up.said).toEqual(said);
      const down = await run(await nobody(), others, way);
      expect(down.said).toEqual([...said, expect.stringMatching(DROPPED)]);
    }
  } finally {
    clearInterval(telling);
    receiver.close();
  }
}

const DROPPED = new RegExp(
  `${COUNT} spans dropped at the end of the process: (cannot connect|connect ECONN)`,
);

describe('a spool that takes nothing', () => {
  test('because it is a file', () =>
    expectAsWithoutSpool(() => {
      const file = path.join(folder.base, 'file');
      writeFileSync(file, '');
      return { OTEL_AGENT_SPOOL: file };
    }, /.*file is not a folder/));

  test('because it would be below a file', () =>
    expectAsWithoutSpool(() => {
      const file = path.join(folder.base, 'file');
      writeFileSync(file, '');
      return { OTEL_AGENT_SPOOL: path.join(file, 'spool') };
    }, /ENOTDIR/));

  onLinux('because it is a device', () =>
    expectAsWithoutSpool(() => ({ OTEL_AGENT_SPOOL: '/dev/null' }), /.*null is not a folder/),
  );

  onLinux('because it cannot be made', () =>
    expectAsWithoutSpool(() => ({ OTEL_AGENT_SPOOL: '/proc/spool' }), /ENOENT/),
  );

  test("because the user's folder in it is open to others", () =>
    expectAsWithoutSpool(() => {
      mkdirSync(path.dirname(folder.spool));
      chmodSync(path.dirname(folder.spool), 0o777);
      return {};
    }, /.* is not a folder that this user alone can write to/));

  onLinux('because anyone can write to the folder around it, and it has no sticky bit', () =>
    expectAsWithoutSpool(() => {
      chmodSync(folder.base, 0o777);
      return {};
    }, /anyone can write to .*, which has no sticky bit/),
  );
});

onMounts(
  'batches that the disk refuses at the end are tried with the receiver, as without a spool',
  async () => {
    const program = path.join(__dirname, '../../../fixtures/spool/spans.js');
    const mount = 'mount -t tmpfs -o size=16k none "$1" && shift && exec "$@"';
    const { said } = await runProgram({
      script: '',
      command: 'unshare',
      args: [
        ...['--mount', 'sh', '-c', mount, 'sh', folder.base],
        ...[process.execPath, '--require', AGENT, program, String(COUNT), 'exit'],
      ],
      env: environment(folder, await nobody()),
    });
    expect(said).toEqual([
      expect.stringMatching(/cannot be used: (ENOSPC: )?no space left/),
      expect.stringMatching(DROPPED),
    ]);
  },
);

test('a folder that is a link, or has a sticky bit, is as good as another', async () => {
  const target = path.join(folder.base, 'target');
  const link = path.join(folder.base, 'link');
  mkdirSync(target);
  chmodSync(target, 0o1777);
  symlinkSync('target', link);
  const { said } = await run(await nobody(), { OTEL_AGENT_SPOOL: link }, 'exit');
  expect(said).toEqual([expect.stringMatching(`${COUNT} spans kept on disk for the next process`)]);
});

test('a folder that is missing is made, of a relative path in the working directory', async () => {
  const env = environment(folder, await nobody(), { OTEL_AGENT_SPOOL: 'not/yet' });
  const script = path.resolve(__dirname, '../../../fixtures/spool/spans.js');
  const { said } = await runProgram({ script, args: [String(COUNT), 'exit'], env, cwd: folder.base });
  expect(said).toEqual([expect.stringMatching(`${COUNT} spans kept on disk for the next process`)]);
  for (const made of ['not', 'not/yet'])
    expect(statSync(path.join(folder.base, made)).mode & 0o777).toBe(0o700);
  expect(existsSync(folder.spool)).toBe(false);
});
