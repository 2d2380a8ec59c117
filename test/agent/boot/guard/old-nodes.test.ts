import path from 'node:path';

import { runProgram } from '../../lifecycle/run-program';
import { installPackage } from './install-package';

jest.setTimeout(300_000);

/** The last release of each line that had long-term support before the oldest that the agent supports. */
const OLD_NODES = ['12.22.12', '14.21.3', '16.20.2', '18.20.8'];
const script = path.join(__dirname, '..', '..', '..', 'fixtures', 'guard', 'old-syntax.js');

describe.each(OLD_NODES)('Node %s', version => {
  test('the app runs, and one line says why it is not instrumented', async () => {
    expect(await runOld(version)).toMatchObject({
      code: 7,
      stdout: `app on v${version}\n`,
      stderr: '',
      said: [
        `otel-agent: Node.js ${version} is not supported: the app runs uninstrumented; use Node.js 20 or newer`,
      ],
    });
  });

  test.each([
    ['none', { OTEL_LOG_LEVEL: 'none' }],
    ['a process that is left alone anyway', { OTEL_SDK_DISABLED: 'true' }],
  ])('silent: %s', async (_name, env) => {
    expect(await runOld(version, env)).toMatchObject({ code: 7, stderr: '', said: [] });
  });
});

async function runOld(version: string, env: Record<string, string> = {}) {
  const folder = await installPackage(`node-${process.platform}-${process.arch}`, version);
  return runProgram({ nodeBinary: path.join(folder, 'bin', 'node'), script, env });
}
