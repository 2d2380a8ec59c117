import { chmodSync } from 'node:fs';
import path from 'node:path';

import { AGENT, runProgram } from '../../lifecycle/run-program';
import { installPackage } from './install-package';

jest.setTimeout(300_000);

/** Bun, and Deno's node mode: what npm's packages `bun` and `deno` bring for this platform. */
const BUN = { version: '1.4.5', package: `@oven/bun-${process.platform}-${process.arch}`, file: 'bin/bun' };
const DENO = {
  version: '2.9.6',
  package: `@deno/${process.platform}-${process.arch}${process.platform === 'linux' ? '-glibc' : ''}`,
  file: 'deno',
};
const script = path.join(__dirname, '..', '..', '..', 'fixtures', 'guard', 'old-syntax.js');

const MENDS: Readonly<Record<string, string>> = {
  Bun: 'use Node.js 20 or newer',
  Deno: 'OTEL_DENO=true traces it',
};

const ROWS = [
  { name: 'Bun', runtime: BUN, how: '--preload', args: ['--preload', AGENT, script], isLoaded: true },
  { name: 'Bun', runtime: BUN, how: '--require', args: ['--require', AGENT, script], isLoaded: true },
  {
    name: 'Bun',
    runtime: BUN,
    how: 'NODE_OPTIONS, which it does not heed',
    args: [script],
    NODE_OPTIONS: `--require ${AGENT}`,
    isLoaded: false,
  },
  {
    name: 'Deno',
    runtime: DENO,
    how: '--require',
    args: ['run', '-A', '--require', AGENT, script],
    isLoaded: true,
  },
  {
    name: 'Deno',
    runtime: DENO,
    how: 'NODE_OPTIONS',
    args: ['run', '-A', script],
    NODE_OPTIONS: `--require ${AGENT}`,
    isLoaded: true,
  },
];

test.each(ROWS)(
  '$name $args, NODE_OPTIONS=$NODE_OPTIONS: the app runs, and one line says why it is not traced',
  async row => {
    const { name, runtime, args, isLoaded, NODE_OPTIONS } = row;
    const command = path.join(await installPackage(runtime.package, runtime.version), runtime.file);
    chmodSync(command, 0o755);
    const run = await runProgram({
      command,
      script: '',
      args,
      env: { NODE_OPTIONS, DENO_NO_UPDATE_CHECK: '1' },
    });
    expect(run).toMatchObject({ code: 7, stdout: expect.stringMatching(/^app on v\d+/) });
    const line = `otel-agent: ${name} ${runtime.version} is not supported: the app runs uninstrumented; ${MENDS[name]}`;
    expect(run.said).toEqual(isLoaded ? [line] : []);
  },
);
