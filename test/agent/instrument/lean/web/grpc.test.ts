import type { NodeMajor } from '../../../../nodes';
import type { CollectedSpan } from '../../../../services/collector/collected';
import { sliced } from '../../../../slice';
import { installPackage, installPackages } from '../../../boot/guard/install-package';
import { runProgram } from '../../../lifecycle/run-program';
import { sound } from '../sound';
import { tracedRun } from '../traced-run';
import { type ThreeRuns, threeRuns, visible } from './three-runs';

const script = 'instrument/lean/web/grpc-ways.cjs';

sliced(describe, 0, 1).each<[string, NodeMajor, string[]]>([
  ['1.14.7', 20, ['calls', 'given up']],
  ['1.14.7', 24, ['calls', 'given up']],
  ['1.14.7', 26, ['calls', 'given up']],
  ['1.8.22', 22, ['calls']],
  ['1.3.8', 20, ['calls']],
])('grpc-js %s on Node %i', (version, nodeMajor, parts) => {
  let runs: ThreeRuns;
  beforeAll(async () => {
    const args = [await installPackage('@grpc/grpc-js', version), ...parts];
    runs = await threeRuns({ script, nodeMajor, args });
  });

  test('gives the spans that upstream gives', () => {
    const { lean, upstream } = runs;
    expect(lean.spans.filter(({ scope }) => scope.name.endsWith('-grpc')).length).toBeGreaterThan(50);
    expect(sound(timeless(lean.spans))).toEqual(sound(timeless(upstream.spans)));
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
  expect(told.sort()).toEqual([
    ['asks for an exception', 'grpc.shop.v1.Shop/Ask', 'error', 2],
    ['asks twice', 'grpc.shop.v1.Shop/Ask', 'unset', 0],
    ['chats with options', 'grpc.shop.v1.Shop/Chat', 'unset', 0],
    ['collects directly', 'grpc.shop.v1.Shop/Collect', 'unset', 0],
    ['gives up a stream', 'grpc.shop.v1.Shop/Spread', 'error', 1],
    ['spreads an exception', 'grpc.shop.v1.Shop/Spread', 'error', 2],
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

/** Takes the times out of the message of a deadline. */
function timeless(spans: readonly CollectedSpan[]): CollectedSpan[] {
  const key = 'grpc.error_message';
  return spans.map(({ attributes, ...span }) => {
    const { [key]: message } = attributes;
    if (typeof message !== 'string') return { ...span, attributes };
    return {
      ...span,
      attributes: { ...attributes, [key]: message.replace(/ exceeded after.*/, ' exceeded') },
    };
  });
}
