import { sliced } from '../../../../slice';
import { type GenAiRun, genAiRun, spansBelow, textOf } from './genai-run';

const program = 'openai-ways.mjs';
const SCOPE = /openai/;

/** Attributes of an answered request, beside those of the request alone. */
const ANSWERED = {
  'gen_ai.response.id': 'chat-1',
  'gen_ai.response.model': 'small-1',
  'gen_ai.response.finish_reasons': ['stop'],
  'gen_ai.usage.input_tokens': 7,
  'gen_ai.usage.output_tokens': 3,
  'gen_ai.usage.cache_read.input_tokens': 4,
  'gen_ai.usage.reasoning.output_tokens': 2,
};
const STREAMED = {
  ...ANSWERED,
  'gen_ai.request.stream': true,
  'gen_ai.response.time_to_first_chunk': expect.any(Number),
  'gen_ai.response.id': 'chat-2',
  'gen_ai.response.finish_reasons': ['tool_calls'],
};

sliced(describe, 'version', 'way', 'nodeMajor').each([
  { is: 'older', version: '4.104.0', way: 'require', nodeMajor: 20 },
  { is: 'older', version: '6.49.0', way: 'import', nodeMajor: 22 },
  { is: 'newest', version: '7.59.0', way: 'require', nodeMajor: 24 },
  { is: 'newest', version: '7.59.0', way: 'import', nodeMajor: 26 },
] as const)('E6: openai $version by $way, Node $nodeMajor', ({ version, way, nodeMajor }) => {
  let run: GenAiRun;
  const below = (name: string) => spansBelow(run.spans, name, SCOPE);
  const attributesOf = (name: string) => below(name).map(({ attributes }) => attributes);
  beforeAll(async () => {
    run = await genAiRun({ program, packages: { openai: version }, way, nodeMajor });
  }, 300_000);

  test('shows the app what bare Node shows', () => {
    expect(run.bare.length).toBeGreaterThan(120);
    expect(run.lines).toEqual(run.bare);
  });

  test('has a span for each request, with what the semantic conventions say', () => {
    expect(attributesOf('asks')).toEqual([
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'small',
        'gen_ai.request.frequency_penalty': 0,
        'gen_ai.request.max_tokens': 9,
        'gen_ai.request.presence_penalty': 0.1,
        'gen_ai.request.seed': 3,
        'gen_ai.request.stop_sequences': ['end'],
        'gen_ai.request.temperature': 0.5,
        'gen_ai.request.top_p': 1,
        'openai.api.type': 'chat_completions',
        'openai.response.service_tier': 'default',
        'openai.response.system_fingerprint': 'fp',
        'server.address': '127.0.0.1',
        'server.port': expect.any(Number),
        ...ANSWERED,
      },
    ]);
    expect(below('asks')[0]).toMatchObject({ name: 'chat small', kind: 'client' });
    expect(attributesOf('asks with tools')).toMatchObject([
      { 'gen_ai.response.finish_reasons': ['tool_calls'] },
    ]);
    expect(attributesOf('responds')).toMatchObject([
      { ...ANSWERED, 'gen_ai.response.id': 'resp-1', 'gen_ai.response.finish_reasons': ['tool_calls'] },
    ]);
    expect(attributesOf('embeds as floats')).toMatchObject([
      {
        'gen_ai.operation.name': 'embeddings',
        'gen_ai.usage.input_tokens': 5,
        'gen_ai.embeddings.dimension.count': 1,
      },
    ]);
    expect(attributesOf('completes')).toMatchObject([{ 'gen_ai.operation.name': 'text_completion' }]);
  });

  test('has one span for a request, whichever way the answer is taken', () => {
    const counts = (names: readonly string[]) => names.map(name => below(name).length);
    expect(counts(['takes the response as it is', 'parses', 'embeds', 'runs tools'])).toEqual([1, 1, 1, 2]);
    expect(attributesOf('looks at the promise')).toMatchObject([ANSWERED, ANSWERED]);
    expect(attributesOf('parses')).toMatchObject([ANSWERED]);
  });

  test('a span of a stream ends with its last part', () => {
    for (const name of [
      'streams',
      'reads a stream twice',
      'parts a stream',
      'pipes a stream',
      'streams with the helper',
    ])
      expect(attributesOf(name)).toMatchObject([STREAMED]);
    expect(attributesOf('responds in a stream')).toMatchObject([{ 'gen_ai.usage.output_tokens': 3 }]);
  });

  test('a span of a stream that is left or aborted ends, too, without an error', () => {
    for (const name of ['leaves a stream', 'aborts a stream', 'aborts before a stream is read', 'aborts'])
      expect(below(name)).toMatchObject([{ status: { code: 'unset' } }]);
    expect(attributesOf('leaves a stream')).toMatchObject([{ 'gen_ai.response.id': 'chat-2' }]);
  });

  test('shows errors by their class, without data', () => {
    const failed = (name: string, type: string) =>
      expect(below(name)).toMatchObject([{ status: { code: 'error' }, attributes: { 'error.type': type } }]);
    failed('is limited', 'RateLimitError');
    failed('is limited as it is', 'RateLimitError');
    failed('meets a broken server', 'InternalServerError');
    expect(below('has a torn stream')).toMatchObject([{ status: { code: 'error' } }]);
    expect(textOf(run.spans)).not.toContain('hunter2');
  });

  test('puts requests of HTTP below those of 100 calls at once, and these below their own', () => {
    for (let i = 0; i < 100; i++) {
      const [first, second, ...others] = below(`request ${i}`);
      expect([first!.name, second!.name, others]).toEqual([`chat small-${i}`, `chat small-${i}`, []]);
      for (const { spanId, traceId } of [first!, second!]) {
        const sent = run.spans.filter(({ parentSpanId }) => parentSpanId === spanId);
        expect(sent).toMatchObject([{ kind: 'client', name: 'POST', traceId }]);
      }
    }
  });

  test('has metrics of durations and tokens', () => {
    const points = (name: string) =>
      run.metrics.filter(metric => metric.name === name).flatMap(metric => metric.points);
    expect(points('gen_ai.client.operation.duration').length).toBeGreaterThan(100);
    expect(points('gen_ai.client.operation.time_to_first_chunk').length).toBeGreaterThan(100);
    const tokens = points('gen_ai.client.token.usage').filter(
      ({ attributes }) => attributes['gen_ai.request.model'] === 'embed',
    );
    expect(tokens.map(({ attributes }) => attributes)).toEqual([
      {
        'gen_ai.operation.name': 'embeddings',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'embed',
        'gen_ai.response.model': 'embed-1',
        'gen_ai.token.type': 'input',
        'server.address': '127.0.0.1',
        'server.port': expect.any(Number),
      },
    ]);
  });
});

const packages = { openai: '7.59.0' };

test('prompts and answers are on the spans that are asked for them', async () => {
  const env = { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' };
  const { spans } = await genAiRun({ program, packages, env });
  const messages = (name: string) => {
    const { attributes } = spansBelow(spans, name, SCOPE)[0]!;
    const read = (key: string) => JSON.parse(String(attributes[key]));
    return [read('gen_ai.input.messages'), read('gen_ai.output.messages')];
  };
  const text = { type: 'text', content: 'hunter2' };
  const call = { type: 'tool_call', id: 'call-1', name: 'weather', arguments: '{"city":"hunter2"}' };
  const asked = { role: 'user', parts: [text] };
  const response = {
    role: 'tool',
    parts: [{ type: 'tool_call_response', id: 'call-1', response: 'hunter2' }],
  };
  const said = (finish: string, ...parts: object[]) => [{ role: 'assistant', parts, finish_reason: finish }];
  expect(messages('asks with tools')).toEqual([[asked], said('tool_calls', call)]);
  expect(messages('streams')).toEqual([[asked], said('tool_calls', text, call)]);
  expect(messages('goes on with a tool')[0]).toEqual([asked, { role: 'assistant', parts: [call] }, response]);
  const told = { role: 'system', parts: [{ type: 'text', content: 'be hunter2' }] };
  expect(messages('responds')).toEqual([[told, asked], said('tool_calls', text, call)]);
  expect(messages('responds in a stream')).toEqual([[asked], said('tool_calls', text, call)]);
}, 300_000);

test('a span ends when the app drops an answer that it has not read', async () => {
  const run = await genAiRun({ program: 'openai-dropped.mjs', packages, nodeArgs: ['--expose-gc'] });
  expect(run.lines).toEqual(run.bare);
  for (const name of ['drops a stream', 'drops a part of a stream', 'drops a promise'])
    expect(spansBelow(run.spans, name, SCOPE)).toHaveLength(1);
}, 300_000);
