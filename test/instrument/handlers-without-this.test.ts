import { execFileSync } from 'node:child_process';
import path from 'node:path';

const root = path.join(__dirname, '..', '..');
const fixture = path.join(root, 'test', 'fixtures', 'instrument', 'handlers-without-this.js');

/** What the app prints; the spans go nowhere. */
function run(args: readonly string[]): string[] {
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:1', OTEL_LOG_LEVEL: 'none' };
  return execFileSync(process.execPath, [...args, fixture], { encoding: 'utf8', env, timeout: 20_000 })
    .trim()
    .split('\n');
}

test('an app may call the handlers of its fastify routes without `this`', () => {
  const bare = run([]);
  expect(bare).toEqual(['200 named', '200 unnamed', 'unnamed']);
  expect(run(['--require', path.join(root, 'dist', 'preload.js')])).toEqual(bare);
});
