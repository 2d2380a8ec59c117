import { sliced } from '../../../../slice';
import { type GenAiRun, genAiRun, spansBelow, textOf } from './genai-run';

const program = 'anthropic-ways.mjs';
const SCOPE = /anthropic/;

sliced(describe, 0, 1, 2).each([
  ['0.39.0', 'require', 20],
  ['0.133.0', 'import', 24],
] as const)('@anthropic-ai/sdk %s by %s, Node %i', (version, way, nodeMajor) => {
  let run: GenAiRun;
  const below = (name: string) => spansBelow(run.spans, name, SCOPE);
  const attributesOf = (name: string) => below(name).map(({ attributes }) => attributes);
  beforeAll(async () => {
    run = await genAiRun({ program, packages: { '@anthropic-ai/sdk': version }, way, nodeMajor });
  }, 300_000);

  test('shows the app what bare Node shows', () => {
    expect(run.bare.length).toBeGreaterThan(110);
    expect(run.lines).toEqual(run.bare);
  });

  test('has a span for each request, with what the semantic conventions say', () => {
    expect(attributesOf('asks')).toEqual([
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.request.model': 'small',
        'gen_ai.request.max_tokens': 9,
        'gen_ai.request.stop_sequences': ['end'],
        'gen_ai.request.temperature': 0.5,
        'gen_ai.request.top_k': 3,
        'gen_ai.response.id': 'msg-1',
        'gen_ai.response.model': 'small-1',
        'gen_ai.response.finish_reasons': ['end_turn'],
        'gen_ai.usage.input_tokens': 7,
        'gen_ai.usage.output_tokens': 3,
        'gen_ai.usage.cache_read.input_tokens': 4,
        'gen_ai.usage.cache_creation.input_tokens': 1,
        'server.address': '127.0.0.1',
        'server.port': expect.any(Number),
      },
    ]);
    expect(below('asks')).toMatchObject([{ name: 'chat small', kind: 'client' }]);
    expect(attributesOf('asks with tools')).toMatchObject([
      { 'gen_ai.response.finish_reasons': ['tool_use'] },
    ]);
    for (const name of ['asks the beta', 'takes the response as it is', 'streams with the helper'])
      expect(below(name)).toHaveLength(1);
  });

  test('follows streams to their end, and until they are left', () => {
    for (const name of ['streams', 'streams with the helper'])
      expect(attributesOf(name)).toMatchObject([
        {
          'gen_ai.request.stream': true,
          'gen_ai.response.finish_reasons': ['tool_use'],
          'gen_ai.response.time_to_first_chunk': expect.any(Number),
          'gen_ai.usage.input_tokens': 7,
          'gen_ai.usage.output_tokens': 3,
        },
      ]);
    for (const name of ['leaves a stream', 'aborts the helper'])
      expect(below(name)).toMatchObject([
        { status: { code: 'unset' }, attributes: { 'gen_ai.response.id': 'msg-1' } },
      ]);
  });

  test('shows errors by their class, without data', () => {
    const failed = (name: string, type: string) =>
      expect(below(name)).toMatchObject([{ status: { code: 'error' }, attributes: { 'error.type': type } }]);
    failed('is limited', 'RateLimitError');
    failed('meets a broken server', 'InternalServerError');
    expect(below('has a torn stream')).toMatchObject([{ status: { code: 'error' } }]);
    expect(textOf(run.spans)).not.toContain('hunter2');
  });

  test('puts requests of HTTP below those of 100 calls at once, and these below their own', () => {
    for (let i = 0; i < 100; i++) {
      const own = below(`request ${i}`);
      expect(own.map(({ name }) => name)).toEqual([`chat small-${i}`, `chat small-${i}`]);
      for (const { spanId } of own) {
        const sent = run.spans.filter(({ parentSpanId }) => parentSpanId === spanId);
        expect(sent).toMatchObject([{ kind: 'client' }]);
      }
    }
  });
});

test('the spans of an SDK that makes its own are not doubled, and metrics are made', async () => {
  const run = await genAiRun({ program, packages: { '@anthropic-ai/sdk': '1.14.0' } });
  expect(run.lines).toEqual(run.bare);
  const own = spansBelow(run.spans, 'asks', /anthropic/);
  expect(own).toMatchObject([{ scope: { name: 'com.anthropic.sdk.typescript' } }]);
  expect(run.spans.filter(({ scope }) => scope.name === 'otel-agent/anthropic')).toEqual([]);
  const tokens = run.metrics.filter(({ name }) => name === 'gen_ai.client.token.usage');
  expect(tokens.flatMap(({ points }) => points).length).toBeGreaterThan(100);
}, 300_000);

test('prompts and answers are on the spans that are asked for them', async () => {
  const env = { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' };
  const packages = { '@anthropic-ai/sdk': '0.133.0' };
  const { spans } = await genAiRun({ program, packages, env });
  const messages = (name: string) => {
    const { attributes } = spansBelow(spans, name, SCOPE)[0]!;
    const read = (key: string) => JSON.parse(String(attributes[key]));
    return [read('gen_ai.input.messages'), read('gen_ai.output.messages')];
  };
  const text = (content: string) => ({ type: 'text', content });
  const call = { type: 'tool_call', id: 'call-1', name: 'weather', arguments: '{"city":"hunter2"}' };
  const asked = { role: 'user', parts: [text('hunter2')] };
  const said = (finish: string, ...parts: object[]) => [{ role: 'assistant', parts, finish_reason: finish }];
  const system = { role: 'system', parts: [text('be hunter2')] };
  expect(messages('asks')).toEqual([[system, asked], said('end_turn', text('hunter2 hunter2'))]);
  expect(messages('asks with tools')).toEqual([[asked], said('tool_use', call)]);
  expect(messages('streams')).toEqual([[asked], said('tool_use', text('hunter2'), call)]);
  const response = { type: 'tool_call_response', id: 'call-1', response: 'hunter2' };
  expect(messages('goes on with a tool')[0]).toEqual([
    asked,
    { role: 'assistant', parts: [call] },
    { role: 'user', parts: [response] },
  ]);
}, 300_000);
