import { NODE_MAJORS } from '../../../nodes';
import type { CollectedSpan } from '../../../services/collector/collected';
import { sliced } from '../../../slice';
import { runProgram } from '../../lifecycle/run-program';
import { tracedRun } from './traced-run';

/* Requests that a server asks the app about first ('checkContinue') have a span, and only one; tunnels have a status. */

const SCRIPT = 'instrument/lean/expectations.cjs';

sliced(test).each(NODE_MAJORS)('Node %i', async nodeMajor => {
  const bare = await runProgram({ script: SCRIPT, nodeMajor, agent: false });
  const { spans, lines } = await tracedRun({ script: SCRIPT, nodeMajor });
  expect(lines).toEqual(bare.stderr.trim().split('\n'));
  const served = spans.filter(({ kind }) => kind === 'server');
  expect(served.map(describeSpan('url.path'))).toEqual([
    ['/at-once', '200', true],
    ['/later', '200', true],
    ['/refused', '417', undefined],
    ['/odd', '418', undefined],
  ]);
  expect(served.every(({ parentSpanId }) => spans.some(({ spanId }) => spanId === parentSpanId))).toBe(true);
  const tunnels = spans.filter(({ name }) => name === 'CONNECT');
  expect(tunnels.map(describeSpan('url.full'))).toEqual([
    ['http://open.example:443', '200', undefined],
    ['http://shut.example:443', '403', undefined],
  ]);
});

const describeSpan =
  (key: string) =>
  ({ attributes }: CollectedSpan) => [
    attributes[key],
    attributes['http.response.status_code']?.toString(),
    attributes.active,
  ];
