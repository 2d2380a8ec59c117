import { comparable } from '../../../e2e/fidelity/comparable';
import { NODE_MAJORS, type NodeMajor } from '../../../nodes';
import { installPackage } from '../../boot/guard/install-package';
import { type ProgramOptions, runProgram } from '../../lifecycle/run-program';
import { type TracedRun, tracedRun } from './traced-run';

const script = 'instrument/lean/doubles.cjs';

describe.each<[library: string, version: string | undefined, nodes: readonly NodeMajor[]]>([
  ['mongodb', undefined, NODE_MAJORS],
  ['mongodb', '6.3.0', [24]],
  ['mongodb', '3.7.4', [24]],
  ['memcached', undefined, NODE_MAJORS],
  ['amqplib', undefined, NODE_MAJORS],
  ['koa', undefined, NODE_MAJORS],
])('%s %s', (library, version, nodes) => {
  let program: ProgramOptions;
  beforeAll(async () => {
    const place = version === undefined ? [] : [await installPackage(library, version)];
    program = { script, args: [library, ...place], nodeArgs: ['--no-warnings'] };
  }, 120_000);

  test('has the spans and metrics that upstream gives', async () => {
    const [lean, upstream] = await Promise.all([
      tracedRun(program),
      tracedRun({ ...program, env: { OTEL_AGENT_LEAN: 'off' } }),
    ]);
    const ofLibrary = lean.spans.filter(({ scope }) => scope.name.endsWith(`-${library}`));
    expect(ofLibrary.length).toBeGreaterThan(100);
    expect(withoutPorts(lean)).toEqual(withoutPorts(upstream));
    expect(countsOf(lean)).toEqual(countsOf(upstream));
  }, 60_000);

  test.each(nodes)(
    'shows the app what bare Node shows (Node %s)',
    async nodeMajor => {
      const [traced, bare] = await Promise.all([
        tracedRun({ ...program, nodeMajor }),
        runProgram({ ...program, nodeMajor, agent: false }),
      ]);
      expect(traced.lines).toEqual(bare.stderr.trim().split('\n'));
    },
    60_000,
  );
});

/** Free ports differ from run to run. */
function withoutPorts({ spans }: TracedRun): unknown {
  return JSON.parse(JSON.stringify(comparable(spans)).replaceAll(/127\.0\.0\.1:\d{4,5}/g, '127.0.0.1:port'));
}

function countsOf({ metrics }: TracedRun): string[] {
  return [...new Set(metrics.map(({ name }) => name))].filter(name => name.startsWith('db.')).sort();
}
