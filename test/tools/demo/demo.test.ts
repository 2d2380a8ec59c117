import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sliced } from '../../slice';

const CLI = path.join(__dirname, '..', '..', '..', 'bin', 'otel-agent.js');
jest.setTimeout(120_000);

interface Demo {
  readonly child: ChildProcess;
  output(): string;
  /** Processes that it started and that are still there; on Linux only, else none. */
  left(): string[];
}

function startDemo(...args: string[]): Demo {
  const mark = `DEMO_TEST=${randomUUID()}`;
  const env = { ...process.env, DEMO_TEST: mark.split('=')[1] };
  const child = spawn(process.execPath, [CLI, 'demo', '--port', '0', '--grpc-port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', chunk => (output += chunk));
  return { child, output: () => output, left: () => processesWith(mark) };
}

test('finds the slow call and the failure of the shop, and ends by itself', async () => {
  const demo = startDemo('--seconds', '6');
  const [code] = await once(demo.child, 'close');
  const report = `exit code ${code}\n${demo.output()}`;
  expect(report).toMatch(/^exit code 0\n/);
  expect(report).toMatch(/\d+ spans in \d+ traces from 4 services: checkout, inventory, payment, storefront/);
  expect(report).toMatch(/Slowest operation: POST \/checkout \(storefront\)/);
  expect(report).toMatch(/% of the extra time is POST payment-gateway \(payment\)/);
  expect(report).toMatch(/\d+ x inventory: [^\n]*seen as POST \/checkout \(storefront\)/);
  expect(report).toContain('staging.stock');
  expect(demo.left()).toEqual([]);
});

sliced(test, 0).each([
  ['SIGINT', 0],
  ['SIGTERM', 0],
  ['SIGKILL', null],
] as const)('leaves no process behind after %s', async (signal, code) => {
  const demo = startDemo();
  while (!/\d+ spans in/.test(demo.output()) && demo.child.exitCode === null) await sleep(100);
  demo.child.kill(signal);
  expect((await once(demo.child, 'close'))[0]).toBe(code);
  for (let wait = 0; demo.left().length > 0 && wait < 50; wait++) await sleep(100);
  expect(demo.left()).toEqual([]);
});

function processesWith(mark: string): string[] {
  if (!existsSync('/proc/self/environ')) return [];
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .filter(pid => contentOf(`/proc/${pid}/environ`).split('\0').includes(mark))
    .map(pid => contentOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' '));
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
