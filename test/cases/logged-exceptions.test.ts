import { runProgram } from '../agent/lifecycle/run-program';
import { flattenLogs } from '../services/collector/flatten-telemetry';

/** Records of the fixture by whether it called them a thing or an error. */
async function recordsOf(library: string) {
  const env = {
    ...{ OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'otlp/stdout' },
    ...{ OTEL_AGENT_BANNER: 'off', OTEL_NODE_RESOURCE_DETECTORS: 'env' },
  };
  const { code, stdout, stderr } = await runProgram({
    script: 'cases/logged-exceptions.cjs',
    args: [library],
    env,
  });
  expect([code, stderr]).toEqual([0, '']);
  const records = stdout
    .split('\n')
    .filter(line => line.startsWith('{'))
    .flatMap(line => flattenLogs(JSON.parse(line)));
  const isError = ({ severityText }: (typeof records)[number]) => severityText === 'error';
  return { things: records.filter(record => !isError(record)), errors: records.filter(isError) };
}

test.each([
  ['winston', 7 * 5, 2 * 4],
  ['pino', 7 * 2, 2 * 2],
  ['bunyan', 7 * 2, 2 * 2],
])('D10: %s: what is no error is no exception, and what is one is', async (library, things, errors) => {
  const records = await recordsOf(library);
  expect([records.things.length, records.errors.length]).toEqual([things, errors]);
  const claimed = ({ attributes }: (typeof records.things)[number]) =>
    Object.keys(attributes).filter(name => name.startsWith('exception.'));
  expect(records.things.flatMap(claimed)).toEqual([]);
  for (const { attributes } of records.errors)
    expect(attributes).toMatchObject({
      'exception.type': expect.stringMatching(/^(TypeError|E_OWN)$/),
      'exception.message': expect.stringMatching(/broken|coded/),
      'exception.stacktrace': expect.stringContaining('logged-exceptions.cjs'),
    });
  // A thing under the key of errors is an attribute, as any other.
  const kept = records.things.map(({ attributes }) => attributes.err).filter(value => value !== undefined);
  expect(kept).toContain('bob');
  expect(kept.length).toBe(7);
});
