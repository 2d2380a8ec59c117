import type { CollectedSpan } from '../../../services/collector/collected';
import { sliced } from '../../../slice';
import { installPackages } from '../../boot/guard/install-package';
import { runProgram } from '../../lifecycle/run-program';
import { type TracedRun, tracedRun } from '../lean/traced-run';

const script = 'instrument/channels/ai-ways.mjs';
let modules: string;
beforeAll(async () => {
  modules = await installPackages({ ai: '7.0.173', zod: '4.1.12', '@opentelemetry/api': '1.10.0' });
}, 120_000);

const textOf = (spans: readonly CollectedSpan[]) =>
  JSON.stringify(spans, (_key, value) => (typeof value === 'bigint' ? String(value) : value));

/** Spans below this one, as a tree of names. */
function tree(spans: readonly CollectedSpan[], name: string): unknown {
  const below = (id: string): unknown[] =>
    spans
      .filter(({ parentSpanId }) => parentSpanId === id)
      .sort((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano))
      .map(span => [`${span.kind} ${span.name}`, ...below(span.spanId)]);
  return below(spans.find(span => span.name === name)!.spanId);
}

sliced(describe).each([22, 24, 26] as const)('ai 7 by its channel, Node %s', nodeMajor => {
  let run: TracedRun;
  beforeAll(async () => {
    run = await tracedRun({ script, args: [modules], nodeMajor });
  }, 60_000);

  test('has a span for each call, request to a model and tool', () => {
    expect(tree(run.spans, 'generates')).toEqual([
      [
        'internal invoke_agent',
        ['client chat model-x', ['internal request of the provider']],
        ['internal execute_tool weather', ['internal request of the tool']],
        ['client chat model-x', ['internal request of the provider']],
      ],
    ]);
    expect(tree(run.spans, 'streams')).toEqual([['internal invoke_agent', ['client chat model-x']]]);
    expect(tree(run.spans, 'embeds')).toEqual([['client embeddings model-e']]);
  });

  test('has the attributes of the semantic conventions', () => {
    const [, answered] = run.spans.filter(({ name }) => name === 'chat model-x');
    expect(answered!.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'model-x',
      'gen_ai.request.temperature': 0.5,
      'gen_ai.response.id': 'r1',
      'gen_ai.response.model': 'x-1',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 3,
      'gen_ai.usage.output_tokens': 10,
    });
    const tool = run.spans.find(({ name }) => name === 'execute_tool weather')!;
    expect(tool.attributes).toMatchObject({ 'gen_ai.tool.name': 'weather', 'gen_ai.tool.call.id': 'c1' });
    const call = run.spans.find(({ name }) => name === 'invoke_agent')!;
    expect(call.attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 6,
      'gen_ai.usage.output_tokens': 20,
    });
  });

  test('shows errors, but no prompt and no answer', () => {
    const failed = run.spans.filter(({ status }) => status.code === 'error');
    expect(failed.map(({ name }) => name).sort()).toEqual(['chat model-x', 'invoke_agent']);
    expect(failed[0]!.attributes['error.type']).toBe('Error');
    expect(textOf(run.spans)).not.toContain('hunter2');
  });

  test('shows the app what bare Node shows', async () => {
    const bare = await runProgram({ script, args: [modules], nodeMajor, agent: false });
    expect(run.lines).toEqual(bare.stderr.trim().split('\n'));
  });
});

test('prompts and answers are on the spans that are asked for them', async () => {
  const env = { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' };
  const { spans } = await tracedRun({ script, args: [modules], env });
  const [asked, answered] = spans.filter(({ name }) => name === 'chat model-x');
  expect(JSON.parse(String(asked!.attributes['gen_ai.input.messages']))).toEqual([
    { role: 'user', parts: [{ type: 'text', content: 'hunter2' }] },
  ]);
  expect(JSON.parse(String(answered!.attributes['gen_ai.output.messages']))).toEqual([
    { role: 'assistant', parts: [{ type: 'text', content: 'hunter2' }] },
  ]);
  const tool = spans.find(({ name }) => name === 'execute_tool weather')!;
  expect(tool.attributes).toMatchObject({
    'gen_ai.tool.call.arguments': '{"city":"hunter2"}',
    'gen_ai.tool.call.result': '{"sky":"hunter2"}',
  });
});

test('nothing is doubled where the app has registered telemetry of its own', async () => {
  const { spans } = await tracedRun({ script, args: [modules, 'registered'] });
  expect(spans.filter(({ scope }) => scope.name === 'otel-agent/ai')).toEqual([]);
});
