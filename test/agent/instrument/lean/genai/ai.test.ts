import { type GenAiRun, genAiRun, spansBelow, textOf } from './genai-run';

describe.each([
  ['6.0.326', 'require', 20],
  ['6.0.326', 'import', 24],
] as const)('ai %s by %s, Node %i', (version, way, nodeMajor) => {
  let run: GenAiRun;
  const below = (name: string) => spansBelow(run.spans, name, /^otel-agent\/ai$/);
  beforeAll(async () => {
    run = await genAiRun({
      program: 'ai-ways.mjs',
      packages: { ai: version, zod: '4.1.12' },
      way,
      nodeMajor,
    });
  }, 300_000);

  test('shows the app what bare Node shows', () => {
    expect(run.bare.length).toBeGreaterThan(105);
    expect(run.lines).toEqual(run.bare);
  });

  test('has a span for each call, request to a model and tool, by the semantic conventions', () => {
    const [call, asked, tool, answered] = below('generates');
    expect(call).toMatchObject({ name: 'invoke_agent', kind: 'internal' });
    for (const span of [asked, tool, answered]) expect(span!.parentSpanId).toBe(call!.spanId);
    expect(tool!.attributes).toMatchObject({ 'gen_ai.tool.name': 'weather', 'gen_ai.tool.call.id': 'c1' });
    expect(answered).toMatchObject({
      name: 'chat model-x',
      kind: 'client',
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.temperature': 0.5,
        'gen_ai.response.id': 'r1',
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.usage.input_tokens': 3,
        'gen_ai.usage.output_tokens': 10,
      },
    });
    expect(below('streams').map(({ name }) => name)).toEqual(['invoke_agent', 'chat model-x']);
    expect(below('embeds').map(({ name }) => name)).toEqual(['embeddings model-e']);
  });

  test('shows errors, but no prompt and no answer', () => {
    for (const { status, attributes } of below('fails')) {
      expect(status.code).toBe('error');
      expect(attributes['error.type']).toBe('Error');
    }
    expect(textOf(run.spans)).not.toContain('hunter2');
  });

  test('leaves a call alone that turns its telemetry on or off itself', () => {
    expect(below('has telemetry off')).toEqual([]);
    expect(below('has telemetry on')).toEqual([]);
    expect(spansBelow(run.spans, 'has telemetry on', /^ai$/)).not.toEqual([]);
  });

  test('puts 100 calls at once below their own', () => {
    for (let i = 0; i < 100; i++)
      expect(below(`request ${i}`).map(({ name }) => name)).toEqual(['invoke_agent', `chat model-${i}`]);
  });
});
