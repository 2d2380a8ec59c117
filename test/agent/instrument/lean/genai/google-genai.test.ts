import { sliced } from '../../../../slice';
import { type GenAiRun, genAiRun, spansBelow, textOf } from './genai-run';

const program = 'google-genai-ways.mjs';
const SCOPE = /google-genai/;

const ANSWERED = {
  'gen_ai.response.id': 'resp-1',
  'gen_ai.response.model': 'small-1',
  'gen_ai.response.finish_reasons': ['stop'],
  'gen_ai.usage.input_tokens': 7,
  'gen_ai.usage.output_tokens': 5,
  'gen_ai.usage.cache_read.input_tokens': 4,
  'gen_ai.usage.reasoning.output_tokens': 2,
};

sliced(describe, 0, 1, 2).each([
  ['1.52.0', 'require', 20],
  ['3.3.0', 'import', 26],
] as const)('@google/genai %s by %s, Node %i', (version, way, nodeMajor) => {
  let run: GenAiRun;
  const below = (name: string) => spansBelow(run.spans, name, SCOPE);
  const attributesOf = (name: string) => below(name).map(({ attributes }) => attributes);
  beforeAll(async () => {
    run = await genAiRun({ program, packages: { '@google/genai': version }, way, nodeMajor });
  }, 300_000);

  test('shows the app what bare Node shows', () => {
    expect(run.bare.length).toBeGreaterThan(105);
    expect(run.lines).toEqual(run.bare);
  });

  test('has a span for each request, with what the semantic conventions say', () => {
    expect(attributesOf('generates')).toEqual([
      {
        'gen_ai.operation.name': 'generate_content',
        'gen_ai.provider.name': 'gcp.gemini',
        'gen_ai.request.model': 'small',
        'gen_ai.request.max_tokens': 9,
        'gen_ai.request.stop_sequences': ['end'],
        'gen_ai.request.temperature': 0.5,
        'gen_ai.request.top_k': 3,
        'server.address': '127.0.0.1',
        'server.port': expect.any(Number),
        ...ANSWERED,
      },
    ]);
    expect(below('generates')).toMatchObject([{ name: 'generate_content small', kind: 'client' }]);
    expect(attributesOf('calls functions by itself')).toMatchObject([ANSWERED, ANSWERED]);
    expect(attributesOf('chats')).toMatchObject([ANSWERED]);
    expect(attributesOf('embeds')).toMatchObject([
      { 'gen_ai.operation.name': 'embeddings', 'gen_ai.embeddings.dimension.count': 1 },
    ]);
  });

  test('follows streams to their end, and until they are left', () => {
    expect(attributesOf('streams')).toMatchObject([
      { ...ANSWERED, 'gen_ai.request.stream': true, 'gen_ai.response.finish_reasons': ['max_tokens'] },
    ]);
    expect(below('leaves a stream')).toMatchObject([
      { status: { code: 'unset' }, attributes: { 'gen_ai.response.id': 'resp-1' } },
    ]);
  });

  test('shows errors by their class, without data', () => {
    for (const name of ['is limited', 'is limited in a stream'])
      expect(below(name)).toMatchObject([
        { status: { code: 'error' }, attributes: { 'error.type': 'ApiError' } },
      ]);
    expect(textOf(run.spans)).not.toContain('hunter2');
  });

  test('puts requests of HTTP below those of 100 calls at once, and these below their own', () => {
    for (let i = 0; i < 100; i++) {
      const own = below(`request ${i}`);
      expect(own.map(({ name }) => name)).toEqual([
        `generate_content small-${i}`,
        `generate_content small-${i}`,
      ]);
      for (const { spanId } of own) {
        const sent = run.spans.filter(({ parentSpanId }) => parentSpanId === spanId);
        expect(sent).toMatchObject([{ kind: 'client' }]);
      }
    }
  });
});

test('prompts and answers are on the spans that are asked for them', async () => {
  const env = { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' };
  const { spans } = await genAiRun({ program, packages: { '@google/genai': '3.3.0' }, env });
  const messages = (name: string) => {
    const { attributes } = spansBelow(spans, name, SCOPE)[0]!;
    const read = (key: string) => JSON.parse(String(attributes[key]));
    return [read('gen_ai.input.messages'), read('gen_ai.output.messages')];
  };
  const text = (content: string) => ({ type: 'text', content });
  const asked = { role: 'user', parts: [text('hunter2')] };
  const call = { type: 'tool_call', name: 'weather', arguments: '{"city":"hunter2"}' };
  const said = (finish: string, ...parts: object[]) => [{ role: 'assistant', parts, finish_reason: finish }];
  const system = { role: 'system', parts: [text('be hunter2')] };
  expect(messages('generates')).toEqual([[system, asked], said('stop', text('hunter2 hunter2'))]);
  expect(messages('streams')).toEqual([[asked], said('max_tokens', text('hunter2'), call)]);
}, 300_000);
