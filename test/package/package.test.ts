import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

const root = path.join(__dirname, '..', '..');
/** Bounds of design.md on the installed package. */
const MAX_BYTES = 8 * 1024 * 1024;
const MAX_FILES = 80;
/** The web viewer's, compressed. */
const MAX_VIEWER_BYTES = 100 * 1024;

let folder: string;
let installed: string;

/** Packs the build, installs it without scripts in an app of its own, and makes the installed files read-only. */
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'otel-agent-package-'));
  const [packed] = JSON.parse(
    run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], root),
  );
  const app = path.join(folder, 'app');
  mkdirSync(app);
  writeFileSync(path.join(app, 'package.json'), '{ "name": "packed-app", "version": "1.2.3" }');
  run('npm', ['install', '--ignore-scripts', '--offline', path.join(folder, packed.filename)], app);
  cpSync(path.join(__dirname, '..', 'fixtures', 'package'), app, { recursive: true });
  installed = path.join(app, 'node_modules', 'otel-agent');
  chmodSync(folder, 0o755);
  for (const file of readdirSync(installed, { recursive: true, encoding: 'utf8' })) {
    const full = path.join(installed, file);
    chmodSync(full, statSync(full).mode & 0o555);
  }
});

afterAll(() => {
  for (const file of readdirSync(installed, { recursive: true, encoding: 'utf8' }))
    chmodSync(path.join(installed, file), 0o755);
  rmSync(folder, { recursive: true, force: true });
});

test('its code is in strict mode, so that functions of the host get no `this` that they were not called with', () => {
  const dist = path.join(installed, 'dist');
  const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter(
    file => file.endsWith('.js') && !file.startsWith('ui'),
  );
  const sloppy = files.filter(
    file => !/^(?:\/\*[\w-]+\*\/)?['"]use strict['"];/.test(readFileSync(path.join(dist, file), 'utf8')),
  );
  expect([files.length > 10, sloppy]).toEqual([true, []]);
});

test('it is one package without dependencies, small, with its notices', () => {
  const manifest = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8'));
  expect(manifest.dependencies).toBeUndefined();
  expect(manifest.peerDependencies).toBeUndefined();
  expect(readdirSync(path.dirname(installed)).filter(name => !name.startsWith('.'))).toEqual(['otel-agent']);
  const files = readdirSync(installed, { recursive: true, encoding: 'utf8' }).filter(file =>
    statSync(path.join(installed, file)).isFile(),
  );
  expect(files.length).toBeLessThanOrEqual(MAX_FILES);
  const bytes = files.reduce((sum, file) => sum + statSync(path.join(installed, file)).size, 0);
  expect(bytes).toBeLessThanOrEqual(MAX_BYTES);
  expect(files).toEqual(expect.arrayContaining(['LICENSE', path.join('dist', 'NOTICES.txt')]));
});

test('the web viewer is three files, small, and its packages are in the notices', () => {
  const folder = path.join(installed, 'dist', 'ui');
  expect(readdirSync(folder).sort()).toEqual(['app.css', 'app.js', 'index.html']);
  const compressed = readdirSync(folder).map(name => gzipSync(readFileSync(path.join(folder, name))).length);
  expect(compressed.reduce((sum, bytes) => sum + bytes)).toBeLessThanOrEqual(MAX_VIEWER_BYTES);
  const notices = readFileSync(path.join(installed, 'dist', 'NOTICES.txt'), 'utf8');
  for (const name of ['preact', '@preact/signals', 'uplot'])
    expect(notices).toMatch(new RegExp(`^${name} \\d`, 'm'));
});

test.each([
  ['--require', ['--require', 'otel-agent']],
  ['--import', ['--import', 'otel-agent']],
])('%s works from a read-only folder, as another user', (_, flags) => {
  const output = run(process.execPath, [...flags, 'traced.js'], path.join(folder, 'app'), asNobody());
  expect(output).toContain('GET');
  expect(output).toContain('packed-app');
});

test('the command line works from there', () => {
  const bin = path.join(folder, 'app', 'node_modules', '.bin', 'otel-agent');
  const output = run(
    bin,
    ['run', '--traces-exporter', 'otlp/stdout', '--', process.execPath, 'traced.js'],
    path.join(folder, 'app'),
    asNobody(),
  );
  expect(output).toContain('packed-app');
});

test('the demo unpacks its shop and runs it', () => {
  const bin = path.join(folder, 'app', 'node_modules', '.bin', 'otel-agent');
  const args = ['demo', '--seconds', '2', '--port', '0', '--grpc-port', '0'];
  const output = run(bin, args, path.join(folder, 'app'));
  expect(output).toMatch(/\d+ spans in \d+ traces from 4 services: checkout, inventory, payment, storefront/);
}, 180_000);

/** Root may write to read-only folders; the test is worth something for others alone. */
function asNobody(): { uid?: number; gid?: number } {
  return process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};
}

function run(
  command: string,
  args: string[],
  cwd: string,
  user: { uid?: number; gid?: number } = {},
): string {
  const env = {
    ...process.env,
    OTEL_TRACES_EXPORTER: 'otlp/stdout',
    OTEL_METRICS_EXPORTER: 'none',
    OTEL_LOGS_EXPORTER: 'none',
  };
  return execFileSync(command, args, { cwd, env, encoding: 'utf8', ...user });
}
