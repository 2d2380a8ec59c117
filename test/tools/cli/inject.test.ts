import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cli } from './run-cli';

const fixtures = path.join(__dirname, '..', '..', 'fixtures', 'inject');
const chart = path.join(fixtures, 'chart.yaml');
const folder = mkdtempSync(path.join(tmpdir(), 'otel-agent-inject-'));
afterAll(() => rmSync(folder, { recursive: true }));

function inject(words: readonly string[], input = '') {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'inject', ...words], {
    input,
    encoding: 'utf8',
    cwd: folder,
  });
  return { status, stdout, stderr };
}

test('a pipe there and back is what it was, and says on stderr what was done', () => {
  const text = readFileSync(chart, 'utf8');
  const there = inject(['-f', '-'], text);
  expect(there.status).toBe(0);
  expect(there.stderr.split('\n')).toEqual([
    'otel-agent inject: StatefulSet release-orders: agent added to orders',
    expect.stringContaining('note: orders: its NODE_OPTIONS comes from configMapKeyRef node/options'),
    expect.stringContaining('note: orders: keeps its own OTEL_SERVICE_NAME'),
    'otel-agent inject: CronJob release-orders-cleanup: agent added to cleanup',
    'otel-agent inject: 1 other object is as before',
    '',
  ]);
  expect(inject(['-f-'], there.stdout).stdout).toBe(there.stdout);
  const back = inject(['--undo', '-f', '-'], there.stdout);
  expect(back.stdout).toBe(text);
  expect(back.stderr).toContain('StatefulSet release-orders: agent taken from orders\n');
});

test('several files become one stream', () => {
  const { stdout, status } = inject([
    '-f',
    chart,
    '-f',
    path.join(fixtures, 'live.json'),
    '-c',
    'cleanup',
    '-c',
    'payment',
  ]);
  expect(status).toBe(0);
  expect(stdout).toContain('\n---\n{\n');
  expect(stdout.match(/image: "?otel-agent:|"image": "otel-agent:/g)).toHaveLength(2);
});

test.each([
  [['-f', 'missing.yaml'], 'otel-agent inject: missing.yaml cannot be read: no such file or directory\n', 1],
  [
    ['-f', chart, '-c', 'order'],
    'otel-agent inject: --container order is no container; there are orders, migrate, cleanup\n',
    1,
  ],
  [[], 'otel-agent: give the manifests: otel-agent inject -f app.yaml, or -f - for the standard input\n', 2],
  [['app.yaml'], 'otel-agent: give each file by -f: otel-agent inject -f app.yaml\n', 2],
  [['-f'], 'otel-agent: -f needs a value\n', 2],
] as const)('%j is refused, with nothing on stdout', (words, stderr, status) => {
  expect(inject(words)).toEqual({ status, stderr, stdout: '' });
});

test('one bad document among good ones, and nothing is printed', () => {
  const file = path.join(folder, 'bad.yaml');
  writeFileSync(file, `${readFileSync(chart, 'utf8')}---\nname: no object\n`);
  const { status, stderr, stdout } = inject(['-f', chart, '-f', 'bad.yaml']);
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toMatch(
    /^otel-agent inject: bad\.yaml: document 4, line \d+: no Kubernetes object: it has no apiVersion\n$/,
  );
});
