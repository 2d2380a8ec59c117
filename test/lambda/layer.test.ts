import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { unzipSync } from 'fflate';
import { makeTemporaryFolder } from '../services/process/temporary-folder';
import { startJsonReceiver } from './receiver';
import { startSandbox } from './sandbox';

/* The layer as `npm run layer` makes it, unpacked as Lambda does. Its wrapper is pointed at that folder instead of /opt. */

jest.setTimeout(20 * 60_000);

const root = path.join(__dirname, '..', '..');
let opt: string;
let bytes = 0;

beforeAll(() => {
  execFileSync(process.execPath, [path.join(root, 'scripts', 'layer.mjs')], { cwd: root, stdio: 'pipe' });
  opt = makeTemporaryFolder('layer');
  const files = unzipSync(readFileSync(path.join(root, 'build', 'otel-agent-layer.zip')));
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(opt, name);
    mkdirSync(path.dirname(file), { recursive: true });
    const isWrapper = !name.includes('/');
    writeFileSync(file, isWrapper ? Buffer.from(content).toString().replaceAll('/opt/', `${opt}/`) : content);
    if (isWrapper) chmodSync(file, 0o755);
    bytes += content.length;
  }
});
afterAll(() => rmSync(opt, { recursive: true, force: true }));

test('it has less than 3 MB, and programs may be run', () => {
  expect(bytes).toBeLessThan(3_000_000);
  const listing = execFileSync('python3', ['-c', MODES, path.join(root, 'build', 'otel-agent-layer.zip')]);
  expect(JSON.parse(listing.toString())).toMatchObject({ 'otel-agent': 0o100755, 'otel-handler': 0o100755 });
  expect(
    statSync(path.join(opt, 'nodejs', 'node_modules', 'otel-agent', 'dist', 'preload.js')).size,
  ).toBeGreaterThan(0);
});

const MODES = `
import json, sys, zipfile
print(json.dumps({f.filename: f.external_attr >> 16 for f in zipfile.ZipFile(sys.argv[1]).infolist()}))`;

test.each([
  ['otel-agent', {}],
  [
    'otel-handler',
    { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,undici', OTEL_PROPAGATORS: 'tracecontext,xray-lambda' },
  ],
])('%s with %j traces invocations, and keeps NODE_OPTIONS', async (name, env) => {
  const receiver = await startJsonReceiver();
  const sandbox = await startSandbox({
    handler: 'index.handler',
    nodeMajor: 24,
    wrapper: path.join(opt, name),
    env: {
      NODE_OPTIONS: '--title=orders',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      ...env,
    },
  });
  const headers = {
    'lambda-runtime-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1',
  };
  await sandbox.invoke({}, { headers });
  await sandbox.invoke({}, { headers });
  await sandbox.end();
  receiver.close();
  expect(receiver.spans).toHaveLength(2);
  expect(receiver.spans[0]).toMatchObject({
    traceId: '5759e988bd862e3fe1be46a994272793',
    resource: { 'service.name': 'orders', 'process.executable.name': 'orders' },
  });
  expect(sandbox.output()).not.toContain('is not one of');
});

test('OTEL_NODE_DISABLED_INSTRUMENTATIONS turns the span off', async () => {
  const receiver = await startJsonReceiver();
  const sandbox = await startSandbox({
    handler: 'index.handler',
    nodeMajor: 24,
    wrapper: path.join(opt, 'otel-agent'),
    env: {
      OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'aws-lambda',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.endpoint,
    },
  });
  expect(await sandbox.invoke({})).toMatchObject({ failed: false });
  await sandbox.end();
  receiver.close();
  expect(receiver.spans).toEqual([]);
});
