import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { SpanProfile } from '../../../src/shared/profile/profile';
import { readSamples } from '../../../src/viewer/receiver/analyse/profile/read-samples';
import type { NodeMajor } from '../../nodes';
import { NODE_MAJORS } from '../../nodes';
import { sliced } from '../../slice';
import { runProgram } from '../lifecycle/run-program';

jest.setTimeout(60_000);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'profile-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const env = {
  OTEL_TRACES_EXPORTER: 'console',
  OTEL_METRICS_EXPORTER: 'none',
  OTEL_LOGS_EXPORTER: 'none',
  OTEL_SERVICE_NAME: 'profiled',
  TEST_API: require.resolve('@opentelemetry/api'),
};
const files = () => readdirSync(folder);

async function profileOf(more: Record<string, string>, nodeMajor?: NodeMajor) {
  const run = await runProgram({
    script: 'profile/concurrent.js',
    cwd: folder,
    env: { ...env, ...more },
    ...(nodeMajor && { nodeMajor }),
  });
  const told = JSON.parse(run.stdout.split('\n').findLast(line => line.startsWith('{"spans"'))!);
  return { ...run, told: told as { spans: Record<string, string>; isRestored: boolean } };
}

/** Milliseconds of each work function by the work of the span that its samples are joined with. */
function joined(profile: SpanProfile, spans: Record<string, string>): Record<string, Record<string, number>> {
  const found: Record<string, Record<string, number>> = {};
  const samples = readSamples(profile);
  samples.each((node, span, _atUs, us) => {
    for (let at: number | undefined = node; at !== undefined; at = samples.callerOf(at)) {
      const [, work] = /^work([A-D])$/.exec(samples.frameOf(at).functionName) ?? [];
      if (work === undefined) continue;
      const of = spans[profile.otelAgent.spans[span]?.[1] ?? ''] ?? 'none';
      found[work] ??= {};
      found[work][of] = (found[work][of] ?? 0) + us / 1000;
    }
  });
  return found;
}

sliced(test).each(NODE_MAJORS)(
  'Node %s: the samples of each function belong to its span, whatever ran between',
  async major => {
    const { said, told } = await profileOf({ OTEL_AGENT_PROFILE: 'on-start:1s' }, major);
    const [name] = files();
    expect(name).toMatch(/^profiled-\d+\.cpuprofile$/);
    expect(said.join('\n')).toContain(`a profile of the first 1 s is in ${path.join(folder, name!)}`);
    const profile: SpanProfile = JSON.parse(readFileSync(path.join(folder, name!), 'utf8'));
    const times = joined(profile, told.spans);
    expect(Object.keys(times).sort()).toEqual(['A', 'B', 'C', 'D']);
    for (const [work, by] of Object.entries(times)) {
      const right = by[work.toLowerCase()] ?? 0;
      const all = Object.values(by).reduce((sum, ms) => sum + ms, 0);
      expect(right / all).toBeGreaterThan(0.97);
    }
    expect(told.isRestored).toBe(true);
  },
);

test('a profile names the spans that had not ended when it did', async () => {
  const { stdout } = await runProgram({
    script: 'profile/unended.js',
    cwd: folder,
    env: { ...env, OTEL_AGENT_PROFILE: 'on-start:1s' },
  });
  const [, open] = /^open ([0-9a-f]{16})$/m.exec(stdout)!;
  const { otelAgent }: SpanProfile = JSON.parse(readFileSync(path.join(folder, files()[0]!), 'utf8'));
  expect(otelAgent.spans.length).toBeGreaterThan(1);
  expect(otelAgent.openSpans.map(span => otelAgent.spans[span]![1])).toEqual([open]);
});

test('off, nothing is written; another word is named and counts as on', async () => {
  const { told } = await profileOf({ OTEL_AGENT_PROFILE: 'off' });
  expect(Object.keys(told.spans).length).toBeGreaterThan(4);
  const { said } = await profileOf({ OTEL_AGENT_PROFILE: 'on-strat:1s' });
  expect(said.join('\n')).toMatch(/OTEL_AGENT_PROFILE.*is not off, on or on-start:10s/);
  expect(files()).toEqual([]);
});

test('a process without an order loads no profiler', async () => {
  const { stdout } = await runProgram({ script: 'profile/what-is-loaded.js', env });
  expect(JSON.parse(stdout.split('\n').findLast(line => line.startsWith('['))!)).toEqual([]);
});
