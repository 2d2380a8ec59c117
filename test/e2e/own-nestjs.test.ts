import { installPackages } from '../agent/boot/guard/install-package';
import { NODE_MAJORS } from '../nodes';
import type { CollectedSpan } from '../services/collector/collected';
import { describeWith } from '../services/describe-with';
import { sliced } from '../slice';
import { childrenOf, type OwnRun, ownRun, textOf } from './own-run';

const TWELVE = {
  '@nestjs/core': '12.5.1',
  '@nestjs/common': '12.5.1',
  '@nestjs/platform-express': '12.5.1',
  '@nestjs/microservices': '12.1.1',
  ioredis: '6.0.0',
  'reflect-metadata': '0.2.2',
  rxjs: '7.8.2',
};
const ELEVEN = {
  ...TWELVE,
  '@nestjs/core': '11.2.10',
  '@nestjs/common': '11.2.10',
  '@nestjs/platform-express': '11.2.10',
  '@nestjs/microservices': '11.2.6',
  ioredis: '5.11.1',
};

sliced(describeWith('redis'), 'nodeMajor', 'way').each([
  ...NODE_MAJORS.map((nodeMajor, i) => ({ nodeMajor, way: ['tcp', 'redis'][i % 2]!, major: 12 })),
  { nodeMajor: 24 as const, way: 'redis', major: 12 },
  { nodeMajor: 20 as const, way: 'redis', major: 11 },
  { nodeMajor: 24 as const, way: 'tcp', major: 11 },
])('E7: messages of NestJS, %p', ({ nodeMajor, way, major }) => {
  let run: OwnRun;
  beforeAll(async () => {
    const modules = await installPackages(major === 12 ? TWELVE : ELEVEN);
    const args = [modules, major === 12 ? 'esm' : 'cjs', way];
    const env = { TEST_REDIS_URL: process.env.TEST_REDIS_URL };
    run = await ownRun({ script: 'instrument/own/nestjs-messages.mjs', args, env, nodeMajor });
  });
  const tree = (name: string) =>
    lines(
      run.spans,
      run.spans.find(span => span.kind === 'internal' && span.name === name),
    );
  const message = (pattern: string, ...within: string[]) => [
    `client ${pattern}`,
    ` server ${pattern}`,
    ...within.map(name => `  internal ${name}`),
  ];
  const event = (name: string) => [
    'producer publish happened',
    ' consumer process happened',
    `  internal work of ${name}`,
  ];

  test('a message and an event are each one trace, from the sender to the work', () => {
    expect(tree('sends')).toEqual(message('sum', 'work of 1,2'));
    expect(tree('streams')).toEqual(message('{"cmd":"stream"}', 'work of a stream'));
    expect(tree('tells')).toEqual(event('one'));
  });

  test('errors are named, without data', () => {
    const failed = tree('fails');
    expect(failed).toEqual(['client fails !', ' server fails !']);
    const handled = run.spans.find(({ name, kind }) => name === 'fails' && kind === 'server');
    expect(handled!.status.message).toBe('no "?" here');
    expect(handled!.attributes).toMatchObject({
      'rpc.system.name': 'nestjs',
      'rpc.method': 'fails',
      'error.type': 'Error',
    });
    if (way === 'tcp') expect(tree('asks nobody')).toEqual(['client hunter2 !', ' server message !']);
  });

  test('a message that nobody waits for any more ends', () => {
    expect(tree('asks the silent')[0]).toBe('client silent');
  });

  test('100 at once are each in their own trace', () => {
    for (let i = 0; i < 100; i++)
      expect(tree(`request ${i}`)).toEqual([...message('sum', `work of ${i},1`), ...event(`event ${i}`)]);
  });

  test('requests have the spans of NestJS', () => {
    const all = tree('asks by HTTP').map(line => line.trim());
    expect(all).toContain('server GET /orders/:id');
    expect(all).toContain('internal Orders.get');
  });

  test('answers arrive in the context of the sender', () => {
    expect(run.spans.filter(({ name }) => name === 'lost the context')).toEqual([]);
    expect(tree('connects')).toEqual([]);
  });

  test('the app sees what bare Node shows, and nobody else a secret', () => {
    expect(run.lines).toEqual(run.bare);
    expect(textOf(run).replace(/(client |")hunter2"/g, '"')).not.toContain('hunter2');
  });
});

/** Lines of the spans below a span, commands of Redis apart. */
function lines(spans: readonly CollectedSpan[], above: CollectedSpan | undefined, indent = ''): string[] {
  return childrenOf(spans, above)
    .filter(({ scope }) => !/redis|net$/.test(scope.name))
    .sort((one, other) => Number(one.startTimeUnixNano - other.startTimeUnixNano))
    .flatMap(span => [
      `${indent}${span.kind} ${span.name}${span.status.code === 'error' ? ' !' : ''}`,
      ...lines(spans, span, `${indent} `),
    ]);
}
