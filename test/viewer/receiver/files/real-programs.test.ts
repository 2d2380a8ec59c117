import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { promisify } from 'node:util';
import { openFiles } from '../../../../src/viewer/receiver/files/open-files';
import { type Receiver, startReceiver } from '../../../../src/viewer/receiver/receiver';
import { readTrace } from '../../../../src/viewer/receiver/store/traces/read-trace';
import { createStores } from '../../../../src/viewer/receiver/stores';
import { collectorRequirement } from '../../../services/collector/collector-requirement';
import { collectorStep, listenHost } from '../../../services/collector/collector-step';
import { describeWith } from '../../../services/describe-with';
import { logToStderr } from '../../../services/obtain/log-to-stderr';
import { obtain } from '../../../services/obtain/obtain';
import { findFreePort } from '../../../services/process/find-free-port';
import { removeFolder } from '../../../services/process/remove-folder';
import { startProcess } from '../../../services/process/start-process';
import { makeTemporaryFolder } from '../../../services/process/temporary-folder';

const SEND_ORDER = path.join(__dirname, '..', 'programs', 'send-order.js');
const run = promisify(execFile);

let folder: string;
beforeEach(() => {
  folder = makeTemporaryFolder('viewer-files');
});
afterEach(() => removeFolder(folder));

describeWith('collector')('a real Collector', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver({ httpPort: 0, grpcPort: 0 });
  });
  afterEach(() => receiver.close());

  test('sends to the receiver over gRPC and HTTP, and its file opens', async () => {
    const source = (await obtain([collectorRequirement], logToStderr)).get('collector')!;
    const ports = {
      grpc: await findFreePort(),
      http: await findFreePort(),
      zipkin: 0,
      health: await findFreePort(),
    };
    const file = path.join(folder, 'traces.jsonl');
    writeFileSync(
      path.join(folder, 'config.json'),
      JSON.stringify(configFor(receiver, file, ports, listenHost(source))),
    );
    const collector = await startProcess(collectorStep(source, folder, ports), folder);
    try {
      const { stdout } = await run(process.execPath, [SEND_ORDER, 'grpc', `http://127.0.0.1:${ports.grpc}`]);
      const traceRef = () => receiver.spans.traceByHex(stdout.trim());
      // Twice two spans: the same trace comes by both ways.
      await until(() => traceRef() !== -1 && readTrace(receiver.spans, traceRef())!.spans.length === 4);
      expect(collector.output()).not.toMatch(/error/i);
      await collector.stop();
      const opened = createStores(2 ** 24);
      expect(await openFiles([file], opened.inbox)).toEqual([`${file}: 2 spans (OTLP JSON)`]);
      const [root, child] = readTrace(opened.spans, opened.spans.traceByHex(stdout.trim()))!.spans;
      expect(root).toMatchObject({ name: 'POST /orders', service: 'shop', durationNs: 500e6 });
      expect({ ...root!.attributes }).toMatchObject({
        text: 'naïve ☕ 𝒳',
        large: Number.MAX_SAFE_INTEGER,
        list: ['a', 'b'],
      });
      expect(child).toMatchObject({
        status: 'error',
        statusMessage: 'no answer',
        parentSpanId: root!.spanId,
      });
    } finally {
      await collector.stop();
    }
  });
});

test('what OpenTelemetry sends to a Zipkin opens', async () => {
  const bodies: string[] = [];
  const zipkin = createServer((request, response) => {
    let body = '';
    request
      .setEncoding('utf8')
      .on('data', chunk => (body += chunk))
      .on('end', () => {
        bodies.push(body);
        response.writeHead(202).end();
      });
  });
  await new Promise<void>(resolve => zipkin.listen(0, '127.0.0.1', resolve));
  const { port } = zipkin.address() as AddressInfo;
  const { stdout } = await run(process.execPath, [
    SEND_ORDER,
    'zipkin',
    `http://127.0.0.1:${port}/api/v2/spans`,
  ]);
  zipkin.close();
  const file = path.join(folder, 'zipkin.json');
  writeFileSync(file, bodies[0]!);
  const { inbox, spans } = createStores(2 ** 24);
  expect(await openFiles([file], inbox)).toEqual([`${file}: 2 spans (Zipkin JSON)`]);
  const [root, child] = readTrace(spans, spans.traceByHex(stdout.trim()))!.spans;
  expect(root).toMatchObject({ name: 'POST /orders', service: 'shop', kind: 'server', durationNs: 500e6 });
  expect(child).toMatchObject({ status: 'error', statusMessage: 'no answer', parentSpanId: root!.spanId });
  expect(child!.events.map(({ name }) => name)).toEqual(['retry']);
});

function configFor(
  receiver: Receiver,
  file: string,
  ports: { grpc: number; health: number },
  host: string,
): object {
  const insecure = { tls: { insecure: true } };
  return {
    receivers: { otlp: { protocols: { grpc: { endpoint: `${host}:${ports.grpc}` } } } },
    exporters: {
      file: { path: file, flush_interval: '10ms' },
      otlp: { endpoint: `127.0.0.1:${receiver.grpcPort}`, ...insecure },
      otlp_http: { endpoint: receiver.url, ...insecure },
    },
    extensions: { health_check: { endpoint: `${host}:${ports.health}` } },
    service: {
      extensions: ['health_check'],
      pipelines: { traces: { receivers: ['otlp'], exporters: ['file', 'otlp', 'otlp_http'] } },
      telemetry: { metrics: { level: 'none' } },
    },
  };
}

async function until(holds: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error('what was waited for did not come within 10 s');
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}
