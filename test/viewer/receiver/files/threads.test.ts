import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { answers } from '../../../../src/viewer/receiver/analyse/answers';
import { operationStats } from '../../../../src/viewer/receiver/analyse/operations/operations';
import { timeWindow } from '../../../../src/viewer/receiver/analyse/operations/time-window';
import { serviceMap } from '../../../../src/viewer/receiver/analyse/service-map';
import { streamOf } from '../../../../src/viewer/receiver/files/file-stream';
import { otlpLines } from '../../../../src/viewer/receiver/files/otlp-lines';
import { type TakenFile, takeStream } from '../../../../src/viewer/receiver/files/take-stream';
import { takeInThreads } from '../../../../src/viewer/receiver/files/thread/take-in-threads';
import { createStores, type Stores } from '../../../../src/viewer/receiver/stores';
import { otlpJson, type SpanSketch, traceIdOf } from '../make-traces';

const THREAD_FILE = path.join(__dirname, '../../../../dist/cli-file-thread.js');
/** Blocks of a small file. */
const BLOCK_BYTES = 4 * 2 ** 20;
const MEMORY = 2 ** 28;

const SERVICES = ['shop', 'checkout', 'payment'];

/** A span of a trace that goes on over several lines. */
const sketch = (n: number): SpanSketch => ({
  id: ((n % 9) + 1).toString(16),
  ...(n % 9 > 0 && { parent: (n % 9).toString(16) }),
  trace: traceIdOf((1000 + Math.floor(n / 9)).toString(16)),
  service: SERVICES[n % 3]!,
  name: `name ${n % 50}`,
  kind: n % 2 ? 'client' : 'server',
  from: n % 1000,
  to: (n % 1000) + (n % 37),
  attributes: { 'http.route': `/route/${n % 7}`, n, text: `text ${n}` },
});
const spansLine = (from: number, count: number) =>
  JSON.stringify(otlpJson(Array.from({ length: count }, (_, at) => sketch(from + at))));
const logsLine = (n: number) =>
  JSON.stringify({
    resourceLogs: [
      { scopeLogs: [{ logRecords: [{ timeUnixNano: String(n), body: { stringValue: `log ${n}` } }] }] },
    ],
  });

/** Lines of some megabytes, every kind that a file of lines may have among them. */
function mixedLines(): string[] {
  const lines: string[] = [];
  for (let n = 0; n < 20; n++) {
    lines.push(spansLine(n * 1000, 1000));
    if (n % 3 === 0) lines.push(logsLine(n), '');
    if (n % 7 === 6) lines.push('{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":', ' \r', 'no line');
  }
  return lines;
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'viewer-threads-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Read {
  readonly stores: Stores;
  readonly taken: TakenFile;
}

async function inThreads(file: string, threads: number, memory = MEMORY): Promise<Read> {
  const stores = createStores(memory);
  const large = { file, bytes: statSync(file).size, threadFile: THREAD_FILE, threads };
  return { stores, taken: await takeInThreads(large, stores.inbox) };
}

async function withoutThreads(file: string): Promise<Read> {
  const stores = createStores(MEMORY);
  return { stores, taken: await takeStream(await streamOf(file), stores.inbox) };
}

/** Everything kept, each item for itself, in an order of its own. */
function itemsOf(stores: Stores): string[] {
  const items: string[] = [];
  for (const line of otlpLines(stores)) {
    const { resourceSpans, resourceLogs } = JSON.parse(line);
    for (const { scopeSpans, scopeLogs, ...resource } of resourceSpans ?? resourceLogs)
      for (const { spans, logRecords, ...scope } of scopeSpans ?? scopeLogs)
        for (const item of spans ?? logRecords) items.push(JSON.stringify({ resource, scope, item }));
  }
  return items.sort();
}

/** Answers that pages are made of. */
function answersOf({ spans }: Stores): object {
  const window = timeWindow(spans, {});
  return {
    operations: operationStats(spans, { window, buckets: 30, spans: 'all' }),
    map: serviceMap(spans, window),
    answers: answers(spans, window),
  };
}

/** Empty lines of more than a block. */
const blank = `${' '.repeat(2 ** 15)}\n`.repeat(BLOCK_BYTES / 2 ** 15 + 1);

/** Expects the same of a file whatever the number of threads, and what the main thread makes of it. */
async function expectAlike(content: string | Buffer): Promise<TakenFile> {
  const file = path.join(folder, 'traces.jsonl');
  writeFileSync(file, content);
  const { stores, taken } = await withoutThreads(file);
  const expected = itemsOf(stores);
  let first: string[] | undefined;
  for (const threads of [1, 2, 3]) {
    const read = await inThreads(file, threads);
    expect(read.taken).toEqual(taken);
    expect(read.stores.inbox.counts).toEqual(stores.inbox.counts);
    expect(itemsOf(read.stores)).toEqual(expected);
    expect(answersOf(read.stores)).toEqual(answersOf(stores));
    first ??= [...otlpLines(read.stores)];
    expect([...otlpLines(read.stores)]).toEqual(first);
  }
  return taken;
}

describe('a file is the same whatever the number of threads that read it', () => {
  test('lines of spans and logs, bad and empty ones among them', async () => {
    const text = `${mixedLines().join('\n')}\n`;
    expect(text.length).toBeGreaterThan(2 * BLOCK_BYTES);
    const { badLines, firstBadLine, format } = await expectAlike(text);
    expect({ badLines, firstBadLine, format }).toEqual({
      badLines: 4,
      firstBadLine: 14,
      format: 'OTLP JSON',
    });
  });

  test('a mark before the first line, a line over several blocks, and no newline at the end', async () => {
    const long = JSON.stringify({ resourceLogs: [], note: 'x'.repeat(3 * BLOCK_BYTES) });
    const lines = [spansLine(0, 100), long, spansLine(100, 100), logsLine(1)];
    await expectAlike(`\ufeff${lines.join('\r\n')}`);
  });

  test('lines that begin with a block', async () => {
    const first = spansLine(0, 100);
    const filled = (line: string, bytes: number) => line + ' '.repeat(bytes - line.length - 1);
    await expectAlike(
      [filled(first, BLOCK_BYTES), filled(spansLine(100, 100), BLOCK_BYTES - 1), spansLine(200, 9), ''].join(
        '\n',
      ),
    );
  });

  test('a single text over many lines', async () => {
    const request = JSON.parse(spansLine(0, 8000));
    const { format, badLines } = await expectAlike(JSON.stringify(request, undefined, 1));
    expect({ format, badLines }).toEqual({ format: 'OTLP JSON', badLines: 0 });
  });

  test('a file without traces', async () => {
    expect((await expectAlike(`${'no traces '.repeat(2000)}\n`.repeat(500))).format).toBeUndefined();
    expect((await expectAlike(blank)).format).toBeUndefined();
  });

  test('blank lines over more than a block, then spans', async () => {
    await expectAlike(`${blank}${spansLine(0, 9)}\n`);
  });

  test('UTF-16, and what gzip made', async () => {
    const text = mixedLines().slice(0, 6).join('\n');
    await expectAlike(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]));
    const unmarked = await expectAlike(Buffer.from(text, 'utf16le'));
    expect(unmarked).toMatchObject({ format: 'OTLP JSON', badLines: expect.any(Number) });
    await expectAlike(gzipSync(text));
  });
});

test('where memory is short, the oldest traces leave, the same with any number of threads', async () => {
  const file = path.join(folder, 'many.jsonl');
  writeFileSync(file, mixedLines().join('\n'));
  const reads = await Promise.all([1, 2, 3].map(threads => inThreads(file, threads, 2 ** 21)));
  const [one] = reads.map(({ stores }) => [...otlpLines(stores)]);
  expect(reads[0]!.stores.spans.counts.departedTraces).toBeGreaterThan(500);
  for (const { stores } of reads) {
    expect(stores.spans.counts).toEqual(reads[0]!.stores.spans.counts);
    expect([...otlpLines(stores)]).toEqual(one);
  }
});

test('errors of threads are those of the file system', async () => {
  const stores = createStores(MEMORY);
  const large = { file: folder, bytes: 2 ** 24, threadFile: THREAD_FILE };
  await expect(takeInThreads(large, stores.inbox)).rejects.toMatchObject({ code: 'EISDIR' });
});

test('a thread that has read all is left to end by itself', async () => {
  const file = path.join(folder, 'whole.gz');
  writeFileSync(file, gzipSync('{}'));
  const threadFile = path.join(folder, 'thread.js');
  writeFileSync(threadFile, SLOW_TO_END);
  const large = { file, bytes: statSync(file).size, threadFile };
  expect(await takeInThreads(large, createStores(MEMORY).inbox)).toEqual({ badLines: 0, firstBadLine: 0 });
  while (!existsSync(`${file}.ended`)) await delay(20);
});

/** Script of a thread that tells its result, and that it has not been stopped. */
const SLOW_TO_END = `
const { parentPort, workerData } = require('node:worker_threads');
parentPort.postMessage({ taken: { badLines: 0, firstBadLine: 0 } });
setTimeout(() => require('node:fs').writeFileSync(workerData.file + '.ended', ''), 300);
`;
