import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { otlpJson, type SpanSketch, traceRequest } from './make-traces';

const CLI = path.join(__dirname, '..', '..', 'bin', 'otel-agent.js');
const SPANS: SpanSketch[] = [
  { id: '1', name: 'POST /checkout', service: 'storefront', from: 0, to: 100 },
  { id: '2', parent: '1', name: 'charge', service: 'payment', from: 10, to: 90, error: 'card refused' },
];

let folder: string;
let children: ChildProcess[];
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'viewer-cli-'));
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

interface Running {
  readonly child: ChildProcess;
  output(): string;
  /** Resolves when the output matches. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
  ended(): Promise<number | null>;
}

function view(...args: string[]): Running {
  const child = spawn(process.execPath, [CLI, 'view', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      for (const listener of listeners) listener();
    });
  }
  const closed = once(child, 'close');
  return {
    child,
    output: () => output,
    says: pattern =>
      new Promise((resolve, reject) => {
        const look = () => {
          const match = pattern.exec(output);
          if (match !== null) resolve(match);
        };
        listeners.add(look);
        closed.then(() => reject(new Error(`it ended without saying ${pattern}:\n${output}`)));
        look();
      }),
    ended: async () => (await closed)[0],
  };
}

test('prints traces as they come, and saves them at Ctrl-C', async () => {
  const saved = path.join(folder, 'saved.jsonl');
  const running = view('--terminal', '--port', '0', '--grpc-port', '0', '--save', saved);
  const [, port] = await running.says(/HTTP on port (\d+)/);
  const headers = { 'content-type': 'application/x-protobuf' };
  await fetch(`http://127.0.0.1:${port}/v1/traces`, {
    method: 'POST',
    headers,
    body: Buffer.from(traceRequest(SPANS)),
  });
  await running.says(/storefront POST \/checkout[\s\S]*└─ payment charge[\s\S]*✗ card refused/);
  running.child.kill('SIGINT');
  expect(await running.ended()).toBe(0);
  expect(running.output()).toContain('Received 2 spans; 1 traces are here.');
  expect(readFileSync(saved, 'utf8')).toContain('"name":"charge"');
});

test('with files prints their traces and ends', async () => {
  const file = path.join(folder, 'traces.jsonl');
  writeFileSync(file, JSON.stringify(otlpJson(SPANS)));
  const running = view('--terminal', file);
  expect(await running.ended()).toBe(0);
  expect(running.output()).toMatch(/2 spans \(OTLP JSON\)[\s\S]*storefront POST \/checkout/);
});

test('serves files to the browser', async () => {
  const file = path.join(folder, 'traces.jsonl');
  writeFileSync(file, JSON.stringify(otlpJson(SPANS)));
  const running = view('--port', '0', '--grpc-port', '0', file);
  const [, url] = await running.says(/Open (http\S+)\//);
  expect(await (await fetch(`${url}/api/services`)).json()).toMatchObject({
    data: ['payment', 'storefront'],
  });
  running.child.kill('SIGTERM');
  expect(await running.ended()).toBe(0);
});

test('a port that is taken, and a file that is not there, are told in a sentence', async () => {
  const taken = createServer();
  await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve));
  const { port } = taken.address() as { port: number };
  const onTaken = view('--port', String(port), '--grpc-port', '0');
  expect(await onTaken.ended()).toBe(1);
  expect(onTaken.output()).toMatch(
    new RegExp(`^otel-agent view: port ${port} on 127.0.0.1 is taken, [^\n]*--port N[^\n]*\n$`),
  );
  taken.close();
  const missing = view('--terminal', path.join(folder, 'none.json'));
  expect(await missing.ended()).toBe(1);
  expect(missing.output()).toMatch(
    /^otel-agent view: \S*none.json could not be read: there is no such file\n$/,
  );
});

test.each([
  [['--port', '70000'], '--port must be a port: 0 to 65535'],
  [['--grpc-port', 'x'], '--grpc-port must be a port: 0 to 65535'],
  [['--max-memory', '1'], '--max-memory must be between 16 and 65536'],
])('%p is refused', async (args, sentence) => {
  const running = view(...args);
  expect(await running.ended()).not.toBe(0);
  expect(running.output()).toContain(sentence);
});
