import type { NodeMajor } from '../../../../nodes';
import { installPackage, installPackages } from '../../../boot/guard/install-package';
import { runProgram } from '../../../lifecycle/run-program';
import { sound } from '../sound';
import { tracedRun } from '../traced-run';
import { type ThreeRuns, threeRuns, visible } from './three-runs';

const script = 'instrument/lean/web/grpc-ways.cjs';

describe.each<[string, NodeMajor]>([
  ['1.14.7', 20],
  ['1.14.7', 24],
  ['1.14.7', 26],
  ['1.8.22', 22],
  ['1.3.8', 20],
])('grpc-js %s on Node %i', (version, nodeMajor) => {
  let runs: ThreeRuns;
  beforeAll(async () => {
    const args = [await installPackage('@grpc/grpc-js', version)];
    runs = await threeRuns({ script, nodeMajor, args });
  });

  test('gives the spans that upstream gives', () => {
    const { lean, upstream } = runs;
    expect(lean.spans.filter(({ scope }) => scope.name.endsWith('-grpc')).length).toBeGreaterThan(60);
    expect(sound(lean.spans)).toEqual(sound(upstream.spans));
  });

  test('shows the app what bare Node shows', () => {
    expect(visible(runs.lean.lines)).toEqual(runs.bare);
    expect(runs.lean.lines).toEqual(visible(runs.lean.lines));
  });
});

test('calls that upstream loses have their spans, in the trace of the caller', async () => {
  const args = [await installPackage('@grpc/grpc-js', '1.14.7'), 'lost'];
  const { spans, lines } = await tracedRun({ script, args });
  const bare = await runProgram({ script, args, agent: false });
  expect(lines).toEqual(bare.stderr.trim().split('\n'));
  const served = spans.filter(({ kind }) => kind === 'server');
  const told = served.map(({ name, status, attributes, traceId }) => [
    spans.find(span => span.traceId === traceId && span.parentSpanId === '')?.name,
    name,
    status.code,
    attributes['rpc.grpc.status_code'],
  ]);
  expect(told).toEqual([
    ['asks for an exception', 'grpc.shop.v1.Shop/Ask', 'error', 2],
    ['spreads an exception', 'grpc.shop.v1.Shop/Spread', 'error', 2],
    ['gives up a stream', 'grpc.shop.v1.Shop/Spread', 'error', 1],
    ['collects directly', 'grpc.shop.v1.Shop/Collect', 'unset', 0],
    ['chats with options', 'grpc.shop.v1.Shop/Chat', 'unset', 0],
    ['asks twice', 'grpc.shop.v1.Shop/Ask', 'unset', 0],
  ]);
});

test('gRPC is traced beside the messages of NestJS, which have a class of this name too', async () => {
  const modules = await installPackages({
    '@grpc/grpc-js': '1.14.7',
    '@nestjs/common': '11.2.10',
    '@nestjs/core': '11.2.10',
    '@nestjs/microservices': '11.2.6',
    'reflect-metadata': '0.2.2',
    rxjs: '7.8.2',
  });
  const env = { OTEL_TRACES_EXPORTER: 'none', OTEL_LOG_LEVEL: 'debug' };
  const { said } = await runProgram({
    script: 'instrument/lean/web/nest-and-grpc.cjs',
    args: [modules],
    env,
  });
  expect(said.filter(line => line.includes('could not be instrumented'))).toEqual([]);
  expect(said.join('\n')).toContain('@grpc/grpc-js 1.14.7 is traced');
  expect(said.join('\n')).toContain('@nestjs/microservices 11.2.6 is traced');
});
