import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import type { Build } from '../services/obtain/build-program';
import { built } from '../services/obtain/built';
import { fromDebian } from '../services/obtain/from-debian';
import { installDebianPackages } from '../services/obtain/install-debian-packages';
import { obtain } from '../services/obtain/obtain';
import { removeFolder } from '../services/process/remove-folder';
import { makeTemporaryFolder } from '../services/process/temporary-folder';
import type { Requirement } from '../services/servers/service';

// The original writes to the system's folders.
jest.mock('../services/obtain/without-daemons', () => ({
  withoutDaemons: (task: () => Promise<void>) => task(),
}));

/** Message of a real apt-get about a list lock that another process holds (apt 2.6). */
const HELD = 'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 27408 (apt-get)';

/* `npm test` on a machine where something else holds apt's lock of the package lists. */
describe('F9: set-up of the tests', () => {
  const given = { ...process.env };
  let folder: string;
  const inFolder = (name: string) => path.join(folder, name);
  const calls = () => readFileSync(inFolder('calls'), 'utf8').trim().split('\n');

  beforeEach(() => {
    folder = makeTemporaryFolder('set-up');
    mkdirSync(inFolder('bin'));
    process.env.PATH = `${inFolder('bin')}${path.delimiter}${given.PATH}`;
    process.env.OTEL_AGENT_TEST_CACHE = inFolder('cache');
    jest.spyOn(process, 'getuid').mockReturnValue(0);
  });
  afterEach(() => {
    jest.restoreAllMocks();
    Object.assign(process.env, given);
    if (given.OTEL_AGENT_TEST_CACHE === undefined) delete process.env.OTEL_AGENT_TEST_CACHE;
    return removeFolder(folder);
  });

  /** Puts a shell script first on PATH. Each call is noted. */
  function standIn(name: string, body: string): void {
    const file = inFolder(`bin/${name}`);
    writeFileSync(file, `#!/bin/sh\necho "${name} $*" >> '${folder}/calls'\n${body}\n`);
    chmodSync(file, 0o755);
  }

  /** A program that Debian's package brings and that is built besides. */
  function requirement(program: string): Requirement {
    const sources = inFolder('sources');
    mkdirSync(sources, { recursive: true });
    writeFileSync(path.join(sources, 'go.mod'), 'module example.test/none\n');
    writeFileSync(path.join(sources, 'go.sum'), '');
    const build: Build = { name: program, tool: 'go', sources, command: ['go', 'build', program] };
    return {
      name: 'kubernetes',
      variable: 'TEST_NONE',
      programs: ['set-up-etcd'],
      debianPackages: ['etcd'],
      build,
    };
  }

  test('F9: apt-get waits for the lists and says for whom', async () => {
    standIn('apt-get', `[ -f '${folder}/free' ] || { echo '${HELD}' >&2; exit 100; }`);
    const lines: string[] = [];
    await installDebianPackages(['etcd'], line => {
      lines.push(line);
      writeFileSync(inFolder('free'), '');
    });
    expect(lines).toEqual([
      'apt-get update waits, five minutes at most: Could not get lock /var/lib/apt/lists/lock. It is held by process 27408 (apt-get)',
    ]);
    const commands = calls().map(call => call.replace(/.*Timeout=300 /, ''));
    expect(commands.slice(-2)).toEqual(['update', 'install --yes --no-install-recommends etcd']);
    expect(commands.filter(command => command === 'update').length).toBeGreaterThan(1);
  });

  test('F9: another failure of apt-get is told at once', async () => {
    standIn('apt-get', 'echo "E: Unable to locate package etcd" >&2; exit 100');
    await expect(installDebianPackages(['etcd'], () => {})).rejects.toThrow('Unable to locate package etcd');
    expect(calls()).toHaveLength(1);
  });

  test('F9: what apt cannot install is said before anything is built', async () => {
    standIn('apt-get', 'echo "E: Unable to locate package etcd" >&2; exit 100');
    standIn('go', 'exit 0');
    await expect(obtain([requirement('none')], () => {}, [fromDebian, built])).rejects.toThrow(
      /The tests need kubernetes.*\n {2}- Debian packages etcd: [\s\S]*Unable to locate package etcd[\s\S]*\n {2}- no set-up-etcd on this machine\nTo leave that out/,
    );
    expect(calls().filter(call => call.startsWith('go build'))).toEqual([]);
  });

  test('F9: Go builds run one after the other, after the packages', async () => {
    standIn(
      'apt-get',
      `case "$*" in *install*) printf '#!/bin/sh\\n' > '${folder}/bin/set-up-etcd'; chmod +x '${folder}/bin/set-up-etcd';; esac`,
    );
    standIn('go', `[ "$1" = build ] || exit 0; echo > "$2"; echo "go done $2" >> '${folder}/calls'`);
    const wanted = [requirement('one'), { ...requirement('two'), name: 'jaeger' as const }];
    const sources = await obtain(wanted, () => {}, [fromDebian, built]);
    expect([...sources.keys()]).toEqual(['kubernetes', 'jaeger']);
    const order = calls().filter(call => !call.startsWith('go mod download'));
    expect(order.map(call => call.replace(/.*Timeout=300 /, ''))).toEqual([
      'update',
      'install --yes --no-install-recommends etcd',
      'go build one',
      'go done one',
      'go build two',
      'go done two',
    ]);
  });
});
