import { tracedRun } from '../agent/instrument/lean/traced-run';
import { NODE_MAJORS } from '../nodes';
import { sliced } from '../slice';

sliced(test).each(NODE_MAJORS)(
  'D12: how other tools send their own data is no request of the app, Node %i',
  async nodeMajor => {
    const { lines, spans } = await tracedRun({ script: 'cases/telemetry-requests.cjs', nodeMajor });
    const groups = lines.join('\n').split(/^# /m).slice(1);
    expect(groups.map(group => group.split('\n', 1)[0])).toEqual([
      ...['http TELEMETRY', 'http OTHERS', 'fetch TELEMETRY', 'fetch OTHERS'],
      ...['undici TELEMETRY', 'undici OTHERS'],
    ]);
    for (const group of groups) {
      const [name = '', ...requests] = group.trim().split('\n');
      const isTelemetry = name.endsWith('TELEMETRY');
      expect([name, requests.filter(line => line.endsWith(' not traced') !== isTelemetry)]).toEqual([
        name,
        [],
      ]);
    }
    const clients = spans.filter(({ kind }) => kind === 'client');
    expect(clients.length).toBe(3 * 8);
  },
);
