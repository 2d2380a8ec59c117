import { tracedRun } from '../agent/instrument/lean/traced-run';
import { runProgram } from '../agent/lifecycle/run-program';
import { NODE_MAJORS } from '../nodes';
import { sliced } from '../slice';

const SCRIPT = 'cases/request-arguments.cjs';

/** Request of each call of the fixture; the last five ask in vain, or fail before they ask. */
const ASKED = [
  ...['a', 'b', 'c', 'd'].map(path => `GET http://127.0.0.1:PORT/${path}`),
  'DELETE http://127.0.0.1:PORT/e?f=1',
  ...['f?g=1', 'g', 'h', 'i', 'j', 'k', 'l', '', 'counted', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't', 'u'].map(
    path => `GET http://127.0.0.1:PORT/${path}`,
  ),
  ...['nothing at all', 'a number', 'a list'].map(() => 'GET http://localhost/'),
  'GET http://127.0.0.1:PORT/',
  'GET http://localhost:PORT/',
];

sliced(test).each(NODE_MAJORS)(
  'D2: http.request takes all that Node takes, reads no more of it, and is traced, Node %i',
  async nodeMajor => {
    const bare = (await runProgram({ script: SCRIPT, nodeMajor, agent: false })).stderr.trim().split('\n');
    const { lines, spans } = await tracedRun({ script: SCRIPT, nodeMajor });
    const isVisible = (line: string) => line.startsWith('= ');
    expect(lines.filter(isVisible)).toEqual(bare.filter(isVisible));
    expect(lines.filter(line => !isVisible(line))).toEqual([expect.stringMatching(/^port \d+$/)]);
    const port = lines.at(-1)!.slice('port '.length);
    const asked = spans
      .filter(({ kind }) => kind === 'client')
      .sort((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano))
      .map(({ name, attributes }) => `${name} ${String(attributes['url.full']).replace(port, 'PORT')}`);
    expect(asked).toEqual(ASKED);
    const answered = spans.filter(({ kind }) => kind === 'server');
    const ids = new Set(spans.filter(({ kind }) => kind === 'client').map(({ spanId }) => spanId));
    expect(answered.length).toBe(ASKED.length - 5);
    expect(answered.filter(({ parentSpanId }) => !ids.has(parentSpanId))).toEqual([]);
    const counted = spans.find(span => String(span.attributes['url.full']).endsWith('/m'));
    expect(counted?.attributes['user_agent.original']).toBe('counted');
  },
);
