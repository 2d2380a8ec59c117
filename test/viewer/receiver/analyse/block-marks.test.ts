import type { SpanProfile } from '../../../../src/shared/profile/profile';
import { blockMarks } from '../../../../src/viewer/receiver/analyse/profile/block-marks';

/* Stacks of stretches in which the event loop stood still. */

const AGENT = 'file:///app/node_modules/otel-agent/dist/instrument/lean-express.js';

/** Profile of a block of 100 ms, spent in the innermost of these calls. */
function profileOf(calls: readonly (readonly [name: string, url: string])[]): SpanProfile {
  const nodes = [['(root)', ''] as const, ...calls].map(([functionName, url], at) => ({
    id: at + 1,
    callFrame: { functionName, scriptId: '1', url, lineNumber: 0, columnNumber: 0 },
    children: at < calls.length ? [at + 2] : [],
  }));
  const samples = Array<number>(100).fill(nodes.length);
  return {
    nodes,
    startTime: 0,
    endTime: 100_000,
    samples,
    timeDeltas: samples.map(() => 1000),
    otelAgent: {
      service: 'shop',
      pid: 1,
      startedAtMs: 0,
      spans: [['0'.repeat(32), '1'.repeat(16)]],
      runs: [0, 0],
      blocks: [{ startUs: 0, endUs: 100_000 }],
      openSpans: [],
    },
  };
}

const stackOf = (profile: SpanProfile) => blockMarks(profile)[0]!.stack.map(({ name }) => name);

test("the agent's frames between those of the app are left out", () => {
  const profile = profileOf([
    ['handleRequest', 'file:///app/node_modules/router/lib/layer.js'],
    ['traced', AGENT],
    ['price', 'file:///app/price.js'],
  ]);
  expect(stackOf(profile)).toEqual(['price', 'handleRequest']);
});

test('work of the agent itself is told as such', () => {
  const profile = profileOf([
    ['handleRequest', 'file:///app/node_modules/router/lib/layer.js'],
    ['traced', AGENT],
  ]);
  expect(stackOf(profile)).toEqual(['traced', 'handleRequest']);
});
