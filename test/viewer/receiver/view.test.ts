import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { otlpJson, type SpanSketch, traceRequest } from './make-traces';
import { type ListeningView, type RunningView, startListeningView, startView } from './start-view';

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

function view(...args: string[]): RunningView {
  const running = startView(...args);
  children.push(running.child);
  return running;
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
  expect(running.output()).toContain('Received 2 spans; 1 trace here.');
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

test('a large file is read by a thread, whole and with its bad lines', async () => {
  const lines = Array.from({ length: 20_000 }, (_, n) =>
    JSON.stringify(otlpJson([{ id: String(n + 1), from: 0, to: 5, attributes: { text: 'x'.repeat(200) } }])),
  );
  lines.splice(15_000, 0, '{"resourceSpans":[{"scopeSpans":[{"spans":"none"}]}]}');
  const large = path.join(folder, 'large.jsonl');
  for (const [name, content] of [
    [large, lines.join('\n')],
    [`${large}.gz`, gzipSync(lines.join('\n'))],
  ] as const) {
    writeFileSync(name, content);
    const running = view('--port', '0', '--grpc-port', '0', name);
    await running.says(/20000 spans \(OTLP JSON\); 1 line could not be read, the first is line 15001/);
    const [, url] = await running.says(/Open (http\S+)\//);
    expect(await spansIn(url!)).toBe(20_000);
    running.child.kill('SIGTERM');
    expect(await running.ended()).toBe(0);
  }
  writeFileSync(large, `[${' '.repeat(9 * 2 ** 20)}`);
  const broken = view('--terminal', large);
  expect(await broken.ended()).toBe(1);
  expect(broken.output()).toMatch(/large.jsonl could not be read: the JSON ends in the middle\n$/);
});

async function spansIn(url: string): Promise<number> {
  const answer = await fetch(`${url}/api/v1/status`);
  const { spans } = (await answer.json()) as { spans: { spans: number } };
  return spans.spans;
}

async function listeningView(...args: string[]): Promise<ListeningView> {
  const running = await startListeningView(...args);
  children.push(running.child);
  return running;
}

test('a second viewer says which ports are taken and how it finds others; then each has its own spans', async () => {
  const first = await listeningView();
  const refused = view('--port', String(first.httpPort), '--grpc-port', '0');
  expect(await refused.ended()).toBe(1);
  expect(refused.output()).toMatch(/is taken, perhaps by .* another viewer: .*--port 0 --grpc-port 0/);
  const second = await listeningView();
  const headers = { 'content-type': 'application/x-protobuf' };
  const body = Buffer.from(traceRequest(SPANS));
  await fetch(`${second.url}/v1/traces`, { method: 'POST', headers, body });
  expect([await spansIn(first.url), await spansIn(second.url)]).toEqual([0, 2]);
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
  [['--grpc-port', 'x'], '--grpc-port needs a number, not x'],
  [['--max-memory', '1'], '--max-memory must be between 16 and 65536'],
])('%p is refused', async (args, sentence) => {
  const running = view(...args);
  expect(await running.ended()).not.toBe(0);
  expect(running.output()).toContain(sentence);
});
