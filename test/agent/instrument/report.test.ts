import path from 'node:path';

import { isWithin } from '../../../src/agent/instrument/coverage/version-range';
import { makeAppFolder } from '../../app-folder';
import { removeFolder } from '../../services/process/remove-folder';
import { installPackages } from '../boot/guard/install-package';
import { exporterEnvironment } from '../lifecycle/receiver';
import { AGENT, runProgram } from '../lifecycle/run-program';

jest.setTimeout(60_000);

/** The oldest dataloader that is traced is 2.0.0: upstream's instrumentation knows no other. */
const OLD = {
  '@opentelemetry/api': '1.9.1',
  dataloader: '1.4.0',
  pg: '8.16.3',
  redis: '5.1.0',
  rhea: '3.0.5',
  trouter: '1.1.0',
};
let folder: string;
beforeAll(async () => {
  folder = makeAppFolder('coverage', await installPackages(OLD));
}, 120_000);
afterAll(() => removeFolder(folder));

const load = (args: string[], { nodeArgs = [] as string[], level = 'info', agent = true } = {}) =>
  runProgram({
    script: path.join(folder, 'load.js'),
    args,
    nodeArgs,
    agent,
    env: { ...exporterEnvironment({ port: 9 }), OTEL_TRACES_EXPORTER: 'console', OTEL_LOG_LEVEL: level },
  });

test('a version that is not supported is named once, with those that are', async () => {
  const { said } = await load(['dataloader', 'pg']);
  expect(said).toEqual([
    expect.stringMatching(
      /^otel-agent: dataloader 1\.4\.0 found; supported >=2\.0\.0 <3: it is not traced \(.+node_modules\/dataloader\); otel-agent doctor tells more$/,
    ),
  ]);
});

test('a version that is not known is tried by a lean piece that finds its parts', async () => {
  expect((await load(['trouter'])).said).toEqual([]);
  const { said } = await load(['trouter'], { level: 'debug' });
  const lines = said.filter(line => line.includes('trouter 1.1.0'));
  expect(lines).toEqual([
    expect.stringMatching(
      /^otel-agent: trouter 1\.1\.0 is tried, since it has the parts of >=2 <5 \(.+node_modules\/trouter\)$/,
    ),
  ]);
});

test('a known library that nothing traces is named once', async () => {
  const { said } = await load(['rhea', 'pg', 'rhea']);
  expect(said).toEqual([
    'otel-agent: rhea 3.0.5 found: not among the libraries that are traced (docs/coverage.md)',
  ]);
});

test('a package that is traced through another is not', async () => {
  expect((await load(['redis'])).said).toEqual([]);
});

test('the debug log says what is traced, and where it lies', async () => {
  const { said } = await load(['pg', 'redis'], { level: 'debug' });
  expect(said).toContainEqual(
    expect.stringMatching(/^otel-agent: pg 8\.16\.3 is traced \(.+node_modules\/pg\)$/),
  );
  expect(said).toContainEqual(expect.stringMatching(/^otel-agent: @redis\/client 5\.1\.0 is traced \(/));
  expect(said.filter(line => line.includes('pg 8.16.3 is traced'))).toHaveLength(1);
});

test('a package that was in memory before the agent is named, with the reason and the mend', async () => {
  const nodeArgs = ['--require', path.join(folder, 'preload-pg.js'), '--require', AGENT];
  const { said } = await load(['pg'], { nodeArgs, agent: false });
  expect(said).toEqual([
    expect.stringMatching(
      /^otel-agent: loaded before the agent, .+ is not traced: pg 8\.16\.3 \(\S+\), pg-pool 3\S+ \(\S+\); put --require otel-agent before the preload that loads them$/,
    ),
  ]);
});

test.each([
  ['8.0.3', '>=8.0.3 <9', true],
  ['8.0.2', '>=8.0.3 <9', false],
  ['9.0.0', '>=8.0.3 <9', false],
  ['9.0.0-beta.1', '>=8.0.3 <9', false],
  ['5.1.0', '^5.0.0', true],
  ['0.2.9', '^0.2.3', true],
  ['0.3.0', '^0.2.3', false],
  ['2.8.1', '2', true],
  ['3.0.0', '2', false],
  ['7.2.0', '>= 6.7 < 8', true],
  ['1.2.3', '*', true],
  ['4.0.0', '>=2 <3 || >=4', true],
  ['1.4.9', '~1.4.2', true],
  ['1.5.0', '~1.4.2', false],
])('%s within %s: %p', (version, range, expected) => {
  expect(isWithin(version, range)).toBe(expected);
});
