import type { NodeMajor } from '../../../../nodes';
import { sliced } from '../../../../slice';
import { installPackages } from '../../../boot/guard/install-package';
import { runProgram } from '../../../lifecycle/run-program';
import { durations } from '../durations';
import { sound } from '../sound';
import { type ThreeRuns, threeRuns, visible } from './three-runs';

const nest = (core: string) => ({
  '@nestjs/core': core,
  '@nestjs/common': core,
  '@nestjs/platform-express': core,
  'reflect-metadata': '0.2.2',
  rxjs: '7.8.2',
});
const hapi = (version: string) => ({ '@hapi/hapi': version });
const restify = (version: string) => ({ restify: version });

sliced(describe, 1, 2).each<[string, NodeMajor, Record<string, string>]>([
  ['hapi', 20, hapi('21.4.10')],
  ['hapi', 24, hapi('21.4.10')],
  ['hapi', 26, hapi('21.4.10')],
  ['hapi', 22, hapi('20.3.0')],
  ['restify', 22, restify('12.0.0')],
  ['restify', 24, restify('12.0.0')],
  ['restify', 20, restify('11.1.0')],
  ['nestjs', 20, nest('11.2.10')],
  ['nestjs', 24, nest('11.2.10')],
  ['nestjs', 26, nest('12.5.1')],
  ['nestjs', 22, nest('10.4.20')],
])('%s on Node %i, %p', (name, nodeMajor, packages) => {
  let runs: ThreeRuns;
  beforeAll(async () => {
    const args = [await installPackages(packages)];
    runs = await threeRuns({ script: `instrument/lean/web/${name}-ways.cjs`, nodeMajor, args });
  });

  test('gives the spans that upstream gives', () => {
    const { lean, upstream } = runs;
    const own = lean.spans.filter(({ scope }) => scope.name.includes(`-${name}`));
    expect(own.length).toBeGreaterThan(60);
    expect(sound(lean.spans)).toEqual(sound(upstream.spans));
  });

  test('gives the metrics their routes', () => {
    expect(durations(runs.lean).join()).toContain('/later/');
    expect(durations(runs.lean)).toEqual(durations(runs.upstream));
  });

  test('shows the app what bare Node shows', () => {
    expect(visible(runs.lean.lines)).toEqual(runs.bare);
  });
});

test.each<[string, Record<string, string>, boolean]>([
  ['nothing', {}, false],
  ['spans of middleware', { OTEL_AGENT_MIDDLEWARE_SPANS: 'restify' }, true],
])("%s: is restify upstream's?", async (_name, given, isUpstreams) => {
  const args = [await installPackages(restify('12.0.0'))];
  const env = { ...given, OTEL_TRACES_EXPORTER: 'none', OTEL_LOG_LEVEL: 'debug' };
  const { said } = await runProgram({ script: 'instrument/lean/web/restify-ways.cjs', args, env });
  expect(said.some(line => line.includes("instrumentation restify is upstream's"))).toBe(isUpstreams);
});
