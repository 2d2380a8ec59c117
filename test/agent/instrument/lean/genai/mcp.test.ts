import { sliced } from '../../../../slice';
import { type GenAiRun, genAiRun, spansBelow, textOf } from './genai-run';

const program = 'mcp-ways.mjs';
const FIRST = { '@modelcontextprotocol/sdk': '1.32.2', zod: '4.6.7' };
const SECOND = {
  '@modelcontextprotocol/client': '2.4.0',
  '@modelcontextprotocol/server': '2.4.0',
  zod: '4.6.7',
};

sliced(describe, 0, 2, 3).each([
  ['1 by require', FIRST, 'require', 20],
  ['1 by import', FIRST, 'import', 24],
  ['2 by require', SECOND, 'require', 22],
  ['2 by import', SECOND, 'import', 26],
] as const)('SDK %s of the Model Context Protocol', (_name, packages, way, nodeMajor) => {
  let run: GenAiRun;
  const below = (name: string) => spansBelow(run.spans, name, /mcp/);
  beforeAll(async () => {
    run = await genAiRun({ program, packages, way, nodeMajor });
  }, 300_000);

  test('shows the app what bare Node shows', () => {
    expect(run.bare.length).toBeGreaterThan(105);
    expect(run.lines).toEqual(run.bare);
  });

  test('has a span on either side, with the work of the tool below', () => {
    const [client, server] = below('calls a tool');
    expect(client).toMatchObject({ name: 'tools/call weather', kind: 'client' });
    expect(server).toMatchObject({
      name: 'tools/call weather',
      kind: 'server',
      parentSpanId: client!.spanId,
    });
    expect(server!.attributes).toMatchObject({
      'mcp.method.name': 'tools/call',
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 'weather',
      'jsonrpc.request.id': client!.attributes['jsonrpc.request.id'],
    });
    const work = run.spans.find(({ name }) => name === 'work for hunter2')!;
    expect(work.parentSpanId).toBe(server!.spanId);
    expect(below('gets a prompt').map(({ name }) => name)).toEqual([
      'prompts/get greet',
      'prompts/get greet',
    ]);
    expect(below('lists')).toMatchObject([
      { name: 'tools/list', kind: 'client' },
      { name: 'tools/list', kind: 'server' },
    ]);
    expect(below('pings')).toMatchObject([
      { name: 'ping', kind: 'client' },
      { name: 'ping', kind: 'server' },
    ]);
  });

  test('shows errors of tools and of the protocol, and none where the app aborts', () => {
    for (const { attributes, status } of below('calls a broken tool')) {
      expect(attributes['error.type']).toBe('tool_error');
      expect(status.code).toBe('error');
    }
    for (const { attributes } of below('reads what is not there'))
      expect(attributes).toMatchObject({ 'error.type': '-32602', 'rpc.response.status_code': '-32602' });
    expect(below('aborts')[0]!.status.code).toBe('unset');
  });

  test('shows no data, and no credentials', () => {
    const spans = run.spans.filter(({ scope }) => scope.name === 'otel-agent/mcp');
    expect(textOf(spans)).not.toMatch(/hunter2|secret/);
    expect(below('reads a resource')[0]!.attributes['mcp.resource.uri']).toBe('note://[redacted]@host/1');
  });

  test('puts 100 calls at once below their own', () => {
    for (let i = 0; i < 100; i++) {
      const [client, server, ...others] = below(`request ${i}`);
      expect([client!.kind, server!.kind, others]).toEqual(['client', 'server', []]);
      const work = run.spans.find(({ name }) => name === `work for ${i}`)!;
      expect(work.parentSpanId).toBe(server!.spanId);
    }
  });

  test('has metrics of both sides', () => {
    for (const side of ['client', 'server']) {
      const metric = run.metrics.find(({ name }) => name === `mcp.${side}.operation.duration`)!;
      expect(metric.points.map(({ attributes }) => attributes['gen_ai.tool.name'])).toContain('weather');
    }
  });
});

test('over HTTP the sender is the parent and the request a link; over pipes the message carries the trace', async () => {
  const { spans } = await genAiRun({ program, packages: FIRST });
  const [client, server] = spansBelow(spans, 'calls over HTTP', /mcp/);
  expect(client!.attributes).toMatchObject({ 'network.transport': 'tcp', 'server.address': '127.0.0.1' });
  expect(server!.parentSpanId).toBe(client!.spanId);
  const requests = spans.filter(({ kind, scope }) => kind === 'server' && scope.name.endsWith('http'));
  expect(requests.map(({ spanId }) => spanId)).toContain(server!.links[0]!.spanId);
  const [piped] = spansBelow(spans, 'calls over pipes', /mcp/);
  expect(piped!.attributes['network.transport']).toBe('pipe');
  expect(spans.map(({ name }) => name)).toContain(`told 00-${piped!.traceId}-${piped!.spanId}-01`);
}, 300_000);

test('arguments and results of tools are on the spans that are asked for them', async () => {
  const env = { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' };
  const { spans } = await genAiRun({ program, packages: FIRST, env });
  for (const { attributes } of spansBelow(spans, 'calls a tool', /mcp/))
    expect(attributes).toMatchObject({
      'gen_ai.tool.call.arguments': '{"city":"hunter2"}',
      'gen_ai.tool.call.result': expect.stringContaining('sunny hunter2'),
    });
}, 300_000);
