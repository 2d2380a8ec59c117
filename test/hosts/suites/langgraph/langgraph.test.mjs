import assert from 'node:assert/strict';
import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { Annotation, Command, END, interrupt, MemorySaver, START, StateGraph } from '@langchain/langgraph';

const { testLooks } = createRequire(import.meta.url)('../looks.js');
testLooks('@langchain/langgraph');

const error = new Error('mine');
const State = Annotation.Root({
  text: Annotation(),
  steps: Annotation({ reducer: (all, more) => all.concat(more), default: () => [] }),
});
const makeGraph = (nodes, options) => {
  const graph = new StateGraph(State);
  let last = START;
  for (const [name, node] of Object.entries(nodes)) {
    graph.addNode(name, node);
    graph.addEdge(last, name);
    last = name;
  }
  graph.addEdge(last, END);
  return graph.compile(options);
};
const step = name => state => ({ text: `${state.text}${name}`, steps: [name] });

describe('graphs', () => {
  test('give their last state', async () => {
    const graph = makeGraph({ a: step('a'), b: step('b') });
    const input = Object.freeze({ text: '-' });
    assert.deepEqual(await graph.invoke(input), { text: '-ab', steps: ['a', 'b'] });
    assert.deepEqual(input, { text: '-' });
    assert.equal(graph.constructor.name, 'CompiledStateGraph');
  });
  test('give nodes state and configuration', async () => {
    const seen = [];
    const graph = makeGraph({
      a(state, config) {
        seen.push(
          state.text,
          config.configurable.own,
          config.signal === undefined || config.signal instanceof AbortSignal,
        );
        return {};
      },
    });
    const config = { configurable: Object.freeze({ own: 1 }) };
    await graph.invoke({ text: 'x' }, config);
    assert.deepEqual([seen, Object.keys(config)], [['x', 1, true], ['configurable']]);
  });
  test('stream, and are left', async () => {
    const graph = makeGraph({ a: step('a'), b: step('b') });
    const updates = [];
    for await (const update of await graph.stream({ text: '' }, { streamMode: 'updates' }))
      updates.push(Object.keys(update)[0]);
    assert.deepEqual(updates, ['a', 'b']);
    for await (const update of await graph.stream({ text: '' }, { streamMode: 'updates' })) {
      assert.deepEqual(Object.keys(update), ['a']);
      break;
    }
    const values = [];
    for await (const { text } of await graph.stream({ text: '' }, { streamMode: 'values' }))
      values.push(text);
    assert.deepEqual(values, ['', 'a', 'ab']);
  });
  test('fail with the app’s own error', async () => {
    const graph = makeGraph({
      a() {
        throw error;
      },
    });
    await assert.rejects(graph.invoke({ text: '' }), given => given === error || given.message === 'mine');
    await assert.rejects(async () => {
      for await (const _ of await graph.stream({ text: '' }));
    }, /mine/);
  });
  test('tell that they go round in circles', async () => {
    const graph = new StateGraph(State)
      .addNode('a', step('a'))
      .addEdge(START, 'a')
      .addEdge('a', 'a')
      .compile();
    await assert.rejects(graph.invoke({ text: '' }, { recursionLimit: 3 }), { name: 'GraphRecursionError' });
  });
  test('wait for a human, and go on', async () => {
    const graph = makeGraph({ a: () => ({ text: interrupt('sure?') }) }, { checkpointer: new MemorySaver() });
    const config = { configurable: { thread_id: 'one' } };
    const paused = await graph.invoke({ text: '' }, config);
    assert.equal(paused.__interrupt__[0].value, 'sure?');
    assert.equal((await graph.invoke(new Command({ resume: 'yes' }), config)).text, 'yes');
    assert.equal((await graph.getState(config)).values.text, 'yes');
  });
  test('are nodes of others', async () => {
    const inner = makeGraph({ x: step('x') });
    const outer = makeGraph({ inner, b: step('b') });
    assert.equal((await outer.invoke({ text: '' })).text, 'xb');
  });
  test('batch, and one at a time', async () => {
    const graph = makeGraph({ a: step('a') });
    const all = await graph.batch([{ text: '1' }, { text: '2' }]);
    assert.deepEqual(
      all.map(({ text }) => text),
      ['1a', '2a'],
    );
  });
  for (const bad of [undefined, null])
    test(`of ${bad} is refused as it is`, async () => {
      const outcome = await makeGraph({ a: step('a') })
        .invoke(bad)
        .catch(given => given);
      assert.ok(outcome === null || outcome === undefined || outcome instanceof Error, String(outcome));
    });
});

test('context of an AsyncLocalStorage stays apart', async () => {
  const storage = new AsyncLocalStorage();
  const graph = makeGraph({ a: () => ({ text: String(storage.getStore()) }) });
  const seen = await Promise.all(
    [1, 2, 3].map(n => storage.run(n, async () => (await graph.invoke({ text: '' })).text)),
  );
  assert.deepEqual(seen, ['1', '2', '3']);
});
