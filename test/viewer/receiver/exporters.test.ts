import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Receiver, startReceiver } from '../../../src/viewer/receiver/receiver';
import { readTrace } from '../../../src/viewer/receiver/store/traces/read-trace';

const PROGRAM = join(__dirname, 'programs', 'send-order.js');
const run = promisify(execFile);

describe('the official exporters', () => {
  let receiver: Receiver;
  beforeEach(async () => {
    receiver = await startReceiver({ httpPort: 0, grpcPort: 0 });
  });
  afterEach(() => receiver.close());

  test.each([
    ['grpc', 'none'],
    ['grpc', 'gzip'],
    ['proto', 'none'],
    ['proto', 'gzip'],
    ['http', 'none'],
    ['http', 'gzip'],
  ])(
    'exporter-trace-otlp-%s, compression %s: every part of a span arrives',
    async (protocol, compression) => {
      const url = protocol === 'grpc' ? `http://127.0.0.1:${receiver.grpcPort}` : `${receiver.url}/v1/traces`;
      const { stdout } = await run(process.execPath, [PROGRAM, protocol, url, compression]);

      const traceId = stdout.trim();
      const trace = readTrace(receiver.spans, receiver.spans.traceByHex(traceId))!;
      expect(trace.traceId).toBe(traceId);
      expect(trace.startUnixNano).toBe(1_700_000_000_000_000_001n);
      expect(trace.durationNs).toBe(500_000_000);
      expect(trace.spans).toHaveLength(2);
      const [root, child] = [trace.spans[0]!, trace.spans[1]!];
      expect(root).toMatchObject({
        name: 'POST /orders',
        service: 'shop',
        kind: 'server',
        status: 'unset',
        parentSpanId: undefined,
        startNs: 0,
        durationNs: 500_000_000,
        scope: { name: 'test-scope', version: '1.2.3' },
      });
      expect({ ...root.attributes }).toEqual({
        text: 'naïve ☕ 𝒳',
        empty: '',
        yes: true,
        whole: -42,
        large: Number.MAX_SAFE_INTEGER,
        part: 0.5,
        list: ['a', 'b'],
        numbers: [1, 2.5],
      });
      expect(root.resource['deployment.environment.name']).toBe('test');
      expect(child).toMatchObject({
        parentSpanId: root.spanId,
        kind: 'client',
        status: 'error',
        statusMessage: 'no answer',
        startNs: 100_000_000,
        durationNs: 200_000_000,
      });
      expect(child.events).toEqual([
        { name: 'retry', timeNs: 50_000_000 + 100_000_000, attributes: { attempt: 2 } },
      ]);
      expect(child.links[0]).toMatchObject({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16) });
    },
  );
});
