import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { type Collector, startCollector } from '../services/collector/start-collector';
import { describeWith } from '../services/describe-with';
import { logToStderr } from '../services/obtain/log-to-stderr';
import { obtain } from '../services/obtain/obtain';
import { endWithThisProcess } from '../services/process/reaper';
import { pythonRequirement } from '../services/python/python-requirement';
import { drawTraces } from './ancestry';
import { type FixtureOptions, startFixture } from './start-fixture';

const MIDDLE = path.join(__dirname, '..', 'fixtures', 'e2e', 'services', 'middle.py');

describeWith('collector', 'python')('a Flask service under opentelemetry-instrument', () => {
  let collector: Collector;
  beforeAll(async () => {
    collector = await startCollector();
  });
  afterAll(() => collector?.stop());

  const start = async (options: FixtureOptions) => {
    const fixture = await startFixture({
      ...options,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.grpcUrl, ...options.env },
    });
    return { address: await fixture.firstLine, end: fixture.end };
  };

  test('is in one trace with the Node.js services on both sides of it', async () => {
    const back = await start({ script: 'services/back.js', env: { OTEL_SERVICE_NAME: 'back' } });
    const middle = await startPython(collector, back.address);
    const env = { OTEL_SERVICE_NAME: 'front', BACK: middle.address };
    const front = await start({ script: 'services/front.js', env });
    const response = await fetch(`${front.address}/orders/7`, { headers: { connection: 'close' } });
    const headers = (await response.json()) as Record<string, string>;
    expect(headers['user-agent']).toMatch(/^python-requests/);
    for (const service of [front, middle, back]) await service.end();

    const spans = await collector.waitForSpans(5);
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(drawTraces(spans, ({ service, kind, name }) => `${service}: ${kind} ${name}`)).toEqual([
      'front: server GET',
      '  front: client GET',
      '    middle: server GET /orders/<order>',
      '      middle: client GET',
      '        back: server GET',
    ]);
    const languages = spans.map(({ resource }) => resource['telemetry.sdk.language']);
    expect(languages.sort()).toEqual(['nodejs', 'nodejs', 'nodejs', 'python', 'python']);
    // The Node.js service behind it was sent the Python client's span.
    expect(headers.traceparent).toContain(
      spans.find(({ name, service }) => service === 'middle' && name === 'GET')?.spanId,
    );
  });
});

async function startPython(collector: Collector, back: string) {
  const source = (await obtain([pythonRequirement], logToStderr)).get('python')!;
  if (source.way !== 'programs') throw new Error('Python is a program');
  const programs = path.join(source.programs.venv!, 'bin');
  // By its interpreter: scripts of a virtual environment do not survive a move into the cache.
  const args = [path.join(programs, 'opentelemetry-instrument'), 'python', MIDDLE];
  const child = spawn(path.join(programs, 'python'), args, {
    stdio: 'pipe',
    env: {
      PATH: programs + path.delimiter + process.env.PATH,
      BACK: back,
      OTEL_SERVICE_NAME: 'middle',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.grpcUrl,
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
    },
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const forget = endWithThisProcess({ pid: child.pid!, signal: 'SIGKILL' });
  const closed = once(child, 'close').finally(forget);
  const [address] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    closed.then(([code]) => Promise.reject(new Error(`Python ended with ${code}\n${said}`))),
  ]);
  const end = async () => {
    child.stdin.end();
    await closed;
  };
  return { address: address as string, end };
}
