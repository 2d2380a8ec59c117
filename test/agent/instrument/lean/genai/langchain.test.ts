import type { CollectedSpan } from '../../../../services/collector/collected';
import { sliced } from '../../../../slice';
import { type GenAiRun, genAiRun, textOf } from './genai-run';

const packages = {
  '@langchain/core': '1.4.0',
  '@langchain/langgraph': '1.7.3',
  '@langchain/openai': '1.5.8',
};

sliced(describe, 0, 1).each([
  ['import', 20],
  ['require', 24],
  ['import', 26],
] as const)('LangChain and LangGraph by %s, Node %i', (way, nodeMajor) => {
  let run: GenAiRun;
  beforeAll(async () => {
    run = await genAiRun({ program: 'langchain-ways.mjs', packages, way, nodeMajor });
  }, 300_000);
  const tree = (name: string) => lines(run.spans, run.spans.find(span => span.name === name)!);
  const first = (name: string) => {
    const { spanId } = run.spans.find(span => span.name === name)!;
    return run.spans.find(({ parentSpanId }) => parentSpanId === spanId)!;
  };

  test('show the app what bare Node shows', () => {
    expect(run.lines).toEqual(run.bare);
  });

  test('a tool has a span above its work', () => {
    expect(tree('a tool')).toEqual(['execute_tool weather', ' weather of Rome']);
    expect(first('a tool').attributes).toEqual({
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.type': 'function',
      'gen_ai.tool.name': 'weather',
      'gen_ai.tool.call.id': 'call-1',
    });
    expect(tree('a tool fails')).toEqual(['execute_tool weather !', ' weather of nowhere']);
    expect(first('a tool fails').status.message).toBe('no "?" here');
  });

  const forecast = (city: string) => [
    'invoke_agent forecaster',
    ' chat small',
    ' invoke_agent inner',
    '  execute_tool weather',
    `   weather of ${city}`,
  ];

  test('a graph has a span above its models, tools and inner graphs, a request one span', () => {
    expect(tree('a graph')).toEqual(forecast('Oslo'));
    expect(tree("a model of OpenAI's")).toEqual(['chat small']);
    expect(tree('a graph fails')).toEqual([
      'invoke_agent inner !',
      ' execute_tool weather !',
      '  weather of nowhere',
    ]);
    const streamed = ['invoke_agent inner', ' execute_tool weather', '  weather of Bonn'];
    expect(tree('a graph streams')).toEqual(streamed);
    expect(tree('a stream of a graph is left')).toEqual(streamed);
  });

  test('a graph that asks is no error', () => {
    expect(tree('a graph is interrupted')).toEqual(['invoke_agent asking']);
    expect(tree('a graph goes on')).toEqual(['invoke_agent asking']);
    expect(first('a graph goes on').attributes['gen_ai.conversation.id']).toBe('thread-1');
  });

  test("a model without a traced client of its vendor's has a span and metrics", () => {
    expect(tree('a model')).toEqual(['chat own-1', ' work of the model']);
    expect(tree('a model fails')).toEqual(['chat own-1 !', ' work of the model']);
    expect(tree('a model streams')).toEqual(['chat own-1', ' work of the model']);
    expect(first('a model streams').attributes).toMatchObject({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'acme',
      'gen_ai.request.model': 'own-1',
      'gen_ai.request.temperature': 0.5,
      'gen_ai.response.model': 'own-1b',
      'gen_ai.response.finish_reasons': ['stop'],
      'gen_ai.usage.input_tokens': 4,
      'gen_ai.usage.output_tokens': 2,
    });
  });

  test('100 at once are each in their own trace', () => {
    for (let i = 0; i < 100; i++) expect(tree(`request ${i}`)).toEqual(forecast(`city ${i}`));
  });

  test('nothing that was said is on the spans', () => {
    expect(textOf(run.spans)).not.toContain('hunter2');
  });
});

/** Lines of the spans below a span, requests of HTTP apart. */
function lines(spans: readonly CollectedSpan[], above: CollectedSpan, indent = ''): string[] {
  return spans
    .filter(({ parentSpanId, scope }) => parentSpanId === above.spanId && !/http|undici/.test(scope.name))
    .sort((one, other) => Number(one.startTimeUnixNano - other.startTimeUnixNano))
    .flatMap(span => [
      `${indent}${span.name}${span.status.code === 'error' ? ' !' : ''}`,
      ...lines(spans, span, `${indent} `),
    ]);
}
