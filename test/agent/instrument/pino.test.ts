import { runProgram } from '../lifecycle/run-program';

test('loggers of pino keep their streams, and the Collector gets each line as the stream does', async () => {
  const program = { script: 'instrument/pino-ways.cjs' };
  const bare = await runProgram({ ...program, agent: false });
  const env = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'console' };
  const traced = await runProgram({ ...program, env });
  const { changed: bareChanged, ...bareTold } = JSON.parse(bare.stderr);
  const { changed, ...told } = JSON.parse(traced.stderr);
  expect(told).toEqual(bareTold);
  expect(changed.lines).toEqual(bareChanged.lines);

  const records = traced.stdout
    .trim()
    .split('\n')
    .map(line => / log (\w+) (.*?) scope=/.exec(line)?.slice(1));
  expect(records).toEqual([
    ['info', 'plain'],
    ['debug', 'child'],
    ['loud', 'level'],
    ['warn', 'mixin'],
    ['error', 'error'],
    ['info', 'a [gone]'],
    ['info', 'metadata'],
    ['fatal', 'metadata, too'],
    ['info', 'seen'],
  ]);
});
