import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runProgram } from '../lifecycle/run-program';

/* Views of the configuration file, as the SDK applies them with the changes of src/agent/upstream/. */

const VIEWS = `
file_format: "1.1"
log_level: debug
meter_provider:
  readers:
    - periodic: {interval: 100, exporter: {otlp_file/development: {output_stream: stdout}}}
  views:
    - selector: {instrument_name: "*"}
      stream: {attribute_keys: {excluded: [user, disk]}}
    - selector: {instrument_name: orders}
      stream: {description: by user}
    - selector: {instrument_name: wait}
      stream: {aggregation: {explicit_bucket_histogram: {boundaries: [1, 2, 3]}}}
    - selector: {instrument_name: "http.*.duration.*"}
      stream: {attribute_keys: {included: []}}
`;

interface Point {
  readonly asDouble?: number;
  readonly asInt?: number | string;
  readonly bucketCounts?: readonly unknown[];
  readonly count?: number | string;
}
interface Metric {
  readonly name: string;
  readonly [data: string]: unknown;
}

const folder = mkdtempSync(path.join(tmpdir(), 'otel-agent-views-'));
const lines: string[] = [];
let said: readonly string[];
beforeAll(async () => {
  const file = path.join(folder, 'views.yaml');
  writeFileSync(file, VIEWS);
  const run = await runProgram({
    script: 'metrics/views.js',
    env: { OTEL_CONFIG_FILE: file },
    onLine(line) {
      if (line.startsWith('{"resourceMetrics"')) lines.push(line);
    },
  });
  said = run.said;
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Values of all streams of this name, those of a stream beside one another. */
function streams(name: string, line: string | undefined): number[][] {
  const [resource] = JSON.parse(line!).resourceMetrics as { scopeMetrics: { metrics: Metric[] }[] }[];
  const all = resource!.scopeMetrics.flatMap(({ metrics }) => metrics).filter(metric => metric.name === name);
  return all.map(metric => {
    const { dataPoints } = (metric.sum ?? metric.gauge ?? metric.histogram) as {
      dataPoints: readonly Point[];
    };
    return dataPoints.map(({ asDouble, asInt, count }) => Number(asDouble ?? asInt ?? count));
  });
}

test('each view that selects an instrument has a stream of its own', () => {
  expect(streams('orders', lines[0])).toEqual([[4], [2, 1, 1]]);
  expect(streams('wait', lines[0])).toEqual([[1], [1]]);
  expect(said.join('\n')).toContain('Several views make metrics of the name wait');
});

test('observations of a sum whose attributes a view drops are added up, at each collection', () => {
  for (const line of lines.slice(0, 2)) expect(streams('disk.read', line)).toEqual([[35]]);
  expect(streams('disk.level', lines[0])).toEqual([[0.7]]);
});

test('every asterisk of a name stands for any characters', () => {
  expect(streams('http.server.duration.sum', lines[0])).toEqual([[1], [1]]);
});
