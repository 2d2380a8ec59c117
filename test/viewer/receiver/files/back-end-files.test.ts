import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { openFiles } from '../../../../src/viewer/receiver/files/open-files';
import { readTrace } from '../../../../src/viewer/receiver/store/traces/read-trace';
import { createStores } from '../../../../src/viewer/receiver/stores';
import { describeWith } from '../../../services/describe-with';
import { startJaeger } from '../../../services/jaeger/start-jaeger';
import { removeFolder } from '../../../services/process/remove-folder';
import { makeTemporaryFolder } from '../../../services/process/temporary-folder';
import { startService } from '../../../services/start-service';

const CLI = path.join(__dirname, '..', '..', '..', '..', 'bin', 'otel-agent.js');
const SEND_ORDER = path.join(__dirname, '..', 'programs', 'send-order.js');
/** Java may take its time. */
const LIMIT_MS = 120_000;
const run = promisify(execFile);

let folder: string;
beforeEach(() => {
  folder = makeTemporaryFolder('viewer-files');
});
afterEach(() => removeFolder(folder));

describeWith('jaeger')('what a real Jaeger gives out', () => {
  test(
    'opens in the viewer, and its terminal draws it',
    async () => {
      const jaeger = await startJaeger();
      try {
        const traceId = await sendOrder('grpc', `http://${jaeger.otlpEndpoint}`);
        const file = await save(`${jaeger.url}/api/traces/${traceId}`);
        const [root, child] = await open(file, traceId, 'Jaeger JSON');
        expect({ ...root!.attributes }).toMatchObject({
          text: 'naïve ☕ 𝒳',
          yes: true,
          whole: -42,
          large: Number.MAX_SAFE_INTEGER,
          part: 0.5,
        });
        expect(root!.scope).toEqual({ name: 'test-scope', version: '1.2.3' });
        expect(root!.resource).toMatchObject({ 'deployment.environment.name': 'test' });
        expect(child!.links.map(({ traceId: linked }) => linked)).toEqual(['a'.repeat(32)]);
        await expectTree(file);
      } finally {
        await jaeger.stop();
      }
    },
    LIMIT_MS,
  );
});

describeWith('zipkin')('what a real Zipkin gives out', () => {
  test(
    'opens in the viewer, and its terminal draws it',
    async () => {
      const zipkin = await startService('zipkin');
      try {
        const traceId = await sendOrder('zipkin', `${zipkin.url}/api/v2/spans`);
        const file = await save(`${zipkin.url}/api/v2/trace/${traceId}`);
        const [root] = await open(file, traceId, 'Zipkin JSON');
        // Zipkin knows text only.
        expect({ ...root!.attributes }).toMatchObject({ text: 'naïve ☕ 𝒳', yes: 'true', part: '0.5' });
        await expectTree(file);
      } finally {
        await zipkin.stop();
      }
    },
    LIMIT_MS,
  );
});

async function sendOrder(protocol: string, url: string): Promise<string> {
  const { stdout } = await run(process.execPath, [SEND_ORDER, protocol, url]);
  return stdout.trim();
}

/** Asks until the trace is whole; the answer goes into a file as it is. */
async function save(url: string): Promise<string> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const response = await fetch(url);
    const text = await response.text();
    // Both spans: Jaeger and Zipkin name the child's parent.
    if (response.ok && /post \/orders/i.test(text) && /no answer/.test(text)) {
      const file = path.join(folder, 'traces.json');
      writeFileSync(file, text);
      return file;
    }
    if (Date.now() > deadline) throw new Error(`${url} answers ${response.status} ${text}`);
    await new Promise(resolve => setTimeout(resolve, 100));
  }
}

async function open(file: string, traceId: string, format: string) {
  const { inbox, spans } = createStores(2 ** 24);
  expect(await openFiles([file], inbox)).toEqual([`${file}: 2 spans (${format})`]);
  const [root, child] = readTrace(spans, spans.traceByHex(traceId))!.spans;
  expect(root).toMatchObject({ service: 'shop', kind: 'server', durationNs: 500e6 });
  expect(root!.name.toLowerCase()).toBe('post /orders');
  expect(child).toMatchObject({
    ...{ kind: 'client', status: 'error', statusMessage: 'no answer' },
    ...{ parentSpanId: root!.spanId, durationNs: 200e6 },
  });
  expect(child!.events.map(({ name }) => name)).toEqual(['retry']);
  return [root, child];
}

async function expectTree(file: string): Promise<void> {
  const { stdout } = await run(process.execPath, [CLI, 'view', '--terminal', file]);
  expect(stdout).toMatch(/post \/orders(.|\n)*[└├].*get/i);
}
