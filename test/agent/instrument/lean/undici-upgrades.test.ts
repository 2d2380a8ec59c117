import { NODE_MAJORS } from '../../../nodes';
import { installPackage } from '../../boot/guard/install-package';
import { runProgram } from '../../lifecycle/run-program';
import { tracedRun } from './traced-run';

/* A connection that goes over to another protocol ends the span of its request, with the status of the answer. */

jest.setTimeout(120_000);

const SCRIPT = 'instrument/lean/upgrades.cjs';

test.each(NODE_MAJORS.filter(major => major >= 22))('the WebSocket of Node %i', async nodeMajor => {
  expect(await statusesOf({ script: SCRIPT, nodeMajor })).toEqual([['/chat', '101']]);
});

test.each(['5.29.0', '6.29.1', '8.12.4'])('undici %s', async version => {
  const args = [await installPackage('undici', version)];
  const statuses = await statusesOf({ script: SCRIPT, args, nodeMajor: 24 });
  expect(statuses).toEqual([
    ['/chat', '101'],
    ['/refused', '403'],
  ]);
});

/** Paths and status codes of the client spans, after a comparison with bare Node. */
async function statusesOf(program: Parameters<typeof runProgram>[0]) {
  const bare = await runProgram({ ...program, agent: false });
  const { spans, lines } = await tracedRun(program);
  expect(lines).toEqual(bare.stderr.trim().split('\n'));
  const calls = spans.filter(({ kind }) => kind === 'client');
  return calls.map(({ attributes }) => [
    attributes['url.path'],
    attributes['http.response.status_code']?.toString(),
  ]);
}
