import { installPackage } from '../agent/boot/guard/install-package';
import { type TracedRun, tracedRun } from '../agent/instrument/lean/traced-run';

/** Commands below each span of the fixture, without those by which ioredis itself gets ready. */
const COMMANDS = {
  opens: [],
  'before ready': ['get 1', 'set 2 ?', 'get 3', 'get 4'],
  ready: ['get 1', 'get wrong WRONGTYPE'],
  pipeline: ['get 1', 'set 2 ?'],
  transaction: ['multi', 'get 1', 'get 2', 'exec'],
  dropped: ['get drop'],
  ended: ['get 1 Connection'],
  'gathered one': ['get one'],
  'gathered two': ['get two'],
  impatient: ['get late Command'],
  'opens a cluster': [],
  'cluster before ready': ['get {x}1', 'get {x}2'],
  'cluster ready': ['get {x}1'],
  redirected: ['get {x}moved'],
  'cluster pipeline': ['get {x}1', 'get {x}2'],
  'redirected pipeline': ['get {y}moved', 'get {y}moved'],
};

const OWN = /^(connect|info|hello|cluster|client|readonly|select|ping|command|asking|quit)\b/;

describe.each(['4.28.5', '5.4.1', 'of this project'])('ioredis %s', version => {
  let run: TracedRun;
  beforeAll(async () => {
    const folder = version === 'of this project' ? 'ioredis' : await installPackage('ioredis', version);
    run = await tracedRun({ script: 'cases/redis-commands.cjs', args: [folder] });
  });

  const commandsBelow = (name: string) => {
    const above = run.spans.find(span => span.name === name)!;
    return run.spans
      .filter(({ parentSpanId }) => parentSpanId === above.spanId)
      .sort((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano))
      .map(({ name, attributes, status }) => {
        const [, ...args] = String(attributes['db.query.text']).split(' ');
        return [name, ...args, ...(status.code === 'error' ? [status.message.split(' ', 1)[0]] : [])].join(
          ' ',
        );
      });
  };

  test.each(Object.entries(COMMANDS))('D6: %s: one span a command, below its caller', (name, commands) => {
    expect(commandsBelow(name).filter(command => !OWN.test(command))).toEqual(commands);
  });

  test('D6: a script that the server has not got is sent by ioredis, and is no error', () => {
    const script = commandsBelow('script').filter(command => !OWN.test(command));
    expect(script.length).toBeGreaterThan(0);
    for (const command of script) expect(command).toMatch(/^eval(sha)? [? \d]*$/);
  });

  test('D7: what an old server does not understand of who ioredis is, is no error', () => {
    const own = run.spans.filter(({ name }) => /^(client|hello|info)$/.test(name));
    expect(own.some(({ name }) => name === 'info')).toBe(true);
    expect(own.filter(({ status }) => status.message.startsWith('ERR'))).toEqual([]);
  });

  test('nothing is said of a reply that comes too late', () => {
    expect(run.lines).toEqual(['done']);
  });
});

test.each(['4.7.1', '5.8.0', 'of this project'])(
  'D7: what an old server does not understand of who node-redis %s is, is no error',
  async version => {
    const folder = version === 'of this project' ? 'redis' : await installPackage('redis', version);
    // Version 6 begins with a newer protocol unless it is told not to; the older ones take that amiss.
    const args = version === 'of this project' ? [folder, '2'] : [folder];
    const { spans } = await tracedRun({ script: 'cases/redis-greeting.cjs', args });
    expect(spans.map(({ name }) => name)).toContain('redis-GET');
    expect(spans.filter(({ status }) => status.code === 'error').map(({ name }) => name)).toEqual([]);
  },
);
