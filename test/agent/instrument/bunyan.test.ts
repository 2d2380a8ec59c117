import { installPackages } from '../boot/guard/install-package';
import { tracedRun } from './lean/traced-run';

test('E6: lines of bunyan 2 name their span', async () => {
  const args = [await installPackages({ bunyan: '2.0.5' })];
  const { spans, lines } = await tracedRun({ script: 'instrument/own/bunyan-lines.cjs', args });
  const [line] = lines.map(text => JSON.parse(text));
  expect(line).toMatchObject({
    msg: 'within',
    trace_id: spans[0]!.traceId,
    span_id: spans[0]!.spanId,
  });
});
