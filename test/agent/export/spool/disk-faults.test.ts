import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { AGENT, type ProgramRun, runProgram } from '../../lifecycle/run-program';
import { nobody } from '../receivers';
import { deliver, environment, until } from './deliver';
import { idsOf, startSpanReceiver, timesAccepted } from './receiver';
import { makeSpoolFolder, type SpoolFolder } from './spool-folder';

/* Disks that are full, cannot be written or belong to others; files that are not as they were written. */

jest.setTimeout(60_000);

let folder: SpoolFolder;
beforeEach(() => {
  folder = makeSpoolFolder();
});
afterEach(() => folder.remove());

const canMount = spawnSync('unshare', ['--mount', 'true']).status === 0;
const onMounts = canMount ? test : test.skip;
const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? test : test.skip;

/** Ends 300 spans and the process, while nobody listens. */
async function leave(
  others: Record<string, string> = {},
  count = 300,
): Promise<ProgramRun & { env: ReturnType<typeof environment> }> {
  const env = environment(folder, await nobody(), others);
  const run = await runProgram({ script: 'spool/spans.js', args: [String(count), 'exit'], env });
  return { ...run, env };
}

async function deliverAt(env: ReturnType<typeof environment>, ids: readonly string[], count = ids.length) {
  const receiver = await startSpanReceiver('grpc', Number(new URL(env.OTEL_EXPORTER_OTLP_ENDPOINT).port));
  const next = await deliver({ folder, receiver, ids, count, env });
  receiver.close();
  return { receiver, next };
}

describe('a disk that takes nothing', () => {
  const script = (options: string, then: string) =>
    `mount -t tmpfs -o ${options} none "$1" && shift && ${then} exec "$@"`;

  function runOn(mount: string, env: Record<string, string>, count: number, then = '') {
    const program = path.join(__dirname, '../../../fixtures/spool/spans.js');
    return runProgram({
      script: '',
      command: 'unshare',
      args: [
        ...['--mount', 'sh', '-c', script(mount, then), 'sh', folder.base],
        ...[process.execPath, '--require', AGENT, program, String(count), 'exit', '50'],
      ],
      env,
    });
  }

  onMounts('that is full', async () => {
    const env = environment(folder, await nobody(), { OTEL_AGENT_MAX_QUEUE_BYTES: '100KiB' });
    const run = await runOn('size=64k', env, 3000);
    expect(run.code).toBe(3);
    expect(run.stderr).toBe('');
    const [, cannotUse, ...others] = run.said;
    expect(cannotUse).toMatch(/the spool in .* cannot be used: (ENOSPC: )?no space left/);
    expect(others.filter(line => /cannot be used/.test(line))).toEqual([]);
    expect(sumTold(run)).toBe(3000);
  });

  onMounts('that is read-only', async () => {
    const run = await runOn('ro', environment(folder, await nobody()), 300);
    expect(run.code).toBe(3);
    expect(run.said).toEqual([
      expect.stringMatching(/the spool in .* cannot be used: EROFS/),
      expect.stringMatching(/300 spans dropped at the end of the process: (cannot connect|connect ECONN)/),
    ]);
  });
});

describe('a folder that is refused', () => {
  const refused = /the spool in .* cannot be used: .* is not a folder that this user alone can write to/;

  async function expectRefusal() {
    const { said, code } = await leave();
    expect(code).toBe(3);
    expect(said).toEqual([
      expect.stringMatching(refused),
      expect.stringMatching(/300 spans dropped at the end of the process: (cannot connect|connect ECONN)/),
    ]);
  }

  test('because it is open to others', async () => {
    mkdirSync(path.dirname(folder.spool));
    chmodSync(path.dirname(folder.spool), 0o755);
    await expectRefusal();
  });

  test('because it is a link', async () => {
    mkdirSync(path.join(folder.base, 'elsewhere'), { mode: 0o700 });
    symlinkSync('elsewhere', path.dirname(folder.spool));
    await expectRefusal();
    expect(readdirSync(path.join(folder.base, 'elsewhere'))).toEqual([]);
  });

  asRoot("another user's", async () => {
    mkdirSync(path.dirname(folder.spool), { mode: 0o700 });
    chownSync(path.dirname(folder.spool), 1234, 1234);
    await expectRefusal();
  });

  test('because it is no folder', async () => {
    writeFileSync(path.dirname(folder.spool), '');
    await expectRefusal();
  });
});

test('folders and files are for this user alone', async () => {
  await leave();
  expect(statSync(folder.spool).mode & 0o777).toBe(0o700);
  expect(statSync(path.dirname(folder.spool)).mode & 0o777).toBe(0o700);
  expect(folder.files().map(file => statSync(file).mode & 0o777)).toEqual([0o600]);
});

test('no header and no key is on disk', async () => {
  await leave({ OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20very-secret,x-tenant=also-secret' });
  const [file] = folder.files() as [string];
  expect(path.basename(file) + readFileSync(file, 'latin1')).not.toMatch(/secret/);
});

test('a torn tail is cut off', async () => {
  const { env, id } = await leave({ OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '100' });
  const [file] = folder.files() as [string];
  // As a process leaves it that is killed while it writes: a file that was never closed, in a folder of its own.
  const [lane, created, unique] = path.basename(file).split('-');
  const held = path.join(folder.spool, 'held-00000000-1-1-0-00');
  mkdirSync(held, { mode: 0o700 });
  writeFileSync(path.join(held, `${lane}-${created}-${unique}.open`), readFileSync(file).subarray(0, -7), {
    mode: 0o600,
  });
  rmSync(file);
  utimesSync(held, 0, 0);
  const { receiver, next } = await deliverAt(env, idsOf(id, 300), 200);
  expect(timesAccepted(receiver, idsOf(id, 300))).toEqual({ 0: 100, 1: 200 });
  expect(next.said).toEqual([]);
  expect(readdirSync(folder.spool)).toEqual([]);
});

test('a damaged file is set aside and named; the other batches in it are delivered', async () => {
  const { env, id } = await leave({ OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '100' });
  const [file] = folder.files() as [string];
  const content = readFileSync(file);
  content[50]! ^= 4;
  writeFileSync(file, content);
  const { receiver, next } = await deliverAt(env, idsOf(id, 300), 200);
  expect(timesAccepted(receiver, idsOf(id, 300))).toEqual({ 0: 100, 1: 200 });
  expect(next.said).toEqual([
    expect.stringMatching(/100 spans for .* dropped, the spool is damaged/),
    expect.stringMatching(
      /a file of the spool is damaged, 100 items in it are lost; it is set aside: .*damaged/,
    ),
  ]);
  expect(folder.files().map(one => path.basename(path.dirname(one)))).toEqual(['damaged']);
  expect(next.said[1]).toContain(`it is set aside: ${folder.files()[0]}`);
});

asRoot("a file that is a link, or another user's, is left alone", async () => {
  const { env, id } = await leave();
  const ids = idsOf(id, 300);
  const [file] = folder.files() as [string];
  const [lane, created, ...rest] = path.basename(file).split('-') as [string, string, ...string[]];
  // Older files would be sent first.
  const older = (ms: number) => {
    const createdMs = Number.parseInt(created, 36) - ms;
    return path.join(folder.spool, [lane, createdMs.toString(36), ...rest].join('-'));
  };
  const elsewhere = path.join(folder.base, 'elsewhere');
  copyFileSync(file, elsewhere);
  symlinkSync(elsewhere, older(1));
  copyFileSync(file, older(2));
  chownSync(older(2), 1234, 1234);
  const receiver = await startSpanReceiver('grpc', Number(new URL(env.OTEL_EXPORTER_OTLP_ENDPOINT).port));
  await runProgram({
    script: 'spool/spans.js',
    args: ['1', 'stay'],
    env,
    async onLine(_line, child) {
      // The file and the span of this process are gone from the disk once their acknowledgements are seen.
      await until(() => receiver.accepted.size > ids.length && folder.files().length === 1);
      child.stdin!.write('exit\n');
    },
  });
  receiver.close();
  expect(timesAccepted(receiver, ids)).toEqual({ 1: 300 });
  expect(folder.files()).toEqual([older(2)]);
  expect(readFileSync(older(1))).toEqual(readFileSync(elsewhere));
});

test('a name that tells more than a file can hold is not believed, and a strange name is told', async () => {
  const { env } = await leave();
  const [file] = folder.files() as [string];
  writeFileSync(file.replace(/-300\.batches$/, '-99999999.batches'), Buffer.alloc(800, 'x'), { mode: 0o600 });
  rmSync(file);
  const stranger = path.join(folder.spool, 'notes.txt');
  writeFileSync(stranger, '');
  const receiver = await startSpanReceiver('grpc', Number(new URL(env.OTEL_EXPORTER_OTLP_ENDPOINT).port));
  const { said } = await runProgram({
    script: 'spool/spans.js',
    args: ['1', 'stay'],
    env,
    onLine: (_line, child) => void setTimeout(() => child.stdin!.write('exit\n'), 2500),
  });
  receiver.close();
  expect(said).toEqual([
    expect.stringMatching(/no name of the spool's, and is left alone: .*notes\.txt/),
    expect.stringMatching(/262144 spans for .* dropped, the spool is damaged/),
    expect.stringMatching(
      /up to 262144 items in it, as its name tells, are lost; it is set aside: .*\/damaged\//,
    ),
  ]);
});

test('the bound on bytes holds, the oldest leave, and each is told', async () => {
  const run = await leave(
    { OTEL_AGENT_SPOOL_MAX_BYTES: '256KiB', OTEL_AGENT_MAX_QUEUE_BYTES: '64KiB' },
    10_000,
  );
  const bytes = folder.files().reduce((sum, file) => sum + statSync(file).size, 0);
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThanOrEqual(256 * 1024);
  expect(sumTold(run)).toBe(10_000);
  const kept = Number(/(\d+) spans kept on disk/.exec(run.said.join('\n'))?.[1]);
  expect(kept).toBeGreaterThan(0);
});

test('what is too old is dropped and told', async () => {
  const { env } = await leave({ OTEL_AGENT_SPOOL_MAX_AGE: '1s' });
  await new Promise(resolve => setTimeout(resolve, 1100));
  const { next } = await deliverAt(env, []);
  expect(next.said).toEqual([
    expect.stringMatching(/300 spans for .* dropped, they were too old in the spool/),
  ]);
});

/** Number of spans that were dropped or kept, as the lines tell it. */
function sumTold({ said }: ProgramRun): number {
  const numbers = said.flatMap(line => /(\d+) spans .*(dropped|kept)/.exec(line)?.[1] ?? []);
  return numbers.reduce((sum, count) => sum + Number(count), 0);
}
