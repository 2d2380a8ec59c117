import fs from 'node:fs';
import path from 'node:path';
import { createLog } from '../../../src/shared/log';

/* Every line that says something is wrong ends in the setting or command that mends it, by the one place that writes them. */

function written(level: 'warn' | 'info', message: string): string {
  const lines: string[] = [];
  const write = jest.spyOn(fs, 'writeSync').mockImplementation((_descriptor, line) => {
    lines.push(String(line));
    return 0;
  });
  createLog('info')(level, message);
  write.mockRestore();
  return lines.join('');
}

test.each([
  'cannot send traces to the Collector at http://collector:4317: connect ECONNREFUSED; will try again',
  'the spool in /app/node_modules/otel-agent/spool cannot be used: EROFS',
  'upstream: a failure',
])('a warning without a mend gets the command that finds it: %s', message => {
  expect(written('warn', message)).toBe(`otel-agent: ${message}; otel-agent doctor tells more\n`);
});

test.each([
  'OTEL_BSP_MAX_QUEUE_SIZE=x (environment) is not a whole number; using 512',
  'shop.yaml:3:5 has no key tracer; did you mean tracer_provider?',
  'loaded before the agent: pg; put --require otel-agent before the preload that loads them',
  'the agent in /app stands down; remove one of the two',
  '3 spans were lost; otel-agent doctor --pid 4711 tells more',
])('a warning that has one stays as it is: %s', message => {
  expect(written('warn', message)).toBe(`otel-agent: ${message}\n`);
});

test('news that are good get none', () => {
  expect(written('info', 'the Collector accepts traces again')).toBe(
    'otel-agent: the Collector accepts traces again\n',
  );
});

/** Files that write to stderr beside the log, and the reason why their lines need no mend. */
const OTHER_WRITERS: Readonly<Record<string, string>> = {
  'agent/attach/say-always.ts': 'it tells who attaches, and the end of that',
  'agent/boot/guard/say.ts': 'each of its warnings is given a mend',
  'agent/self-report/write-report.ts': 'it writes reports',
  'shared/log/log.ts': 'it is the log',
};

test('nothing in the process writes to stderr beside these', () => {
  const writers = sources().filter(({ text }) =>
    /writeSync\(2\b|process\.stderr\.write|console\.(warn|error)\(/.test(text),
  );
  expect(writers.map(({ name }) => name).sort()).toEqual(Object.keys(OTHER_WRITERS).sort());
});

function sources() {
  const root = path.join(__dirname, '..', '..', '..', 'src');
  return (fs.readdirSync(root, { recursive: true }) as string[])
    .map(name => name.split(path.sep).join('/'))
    .filter(name => /^(agent|shared)\/.*\.ts$/.test(name))
    .map(name => ({ name, text: fs.readFileSync(path.join(root, name), 'utf8') }));
}
