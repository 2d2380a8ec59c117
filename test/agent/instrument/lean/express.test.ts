import { without } from '../../../e2e/fidelity/without';
import { installPackage } from '../../boot/guard/install-package';
import { runProgram } from '../../lifecycle/run-program';
import { sound } from './sound';
import { type TracedRun, tracedRun } from './traced-run';

const SCRIPT = 'instrument/lean/routes.cjs';
/** Versions of Express, each with a router of another kind. */
const VERSIONS = ['4.16.4', '4.22.3', '5.0.1', 'of this project'] as const;

describe.each(VERSIONS)('Express %s', version => {
  describe.each(['', 'fallback'])('routes %s', kind => {
    let lean: TracedRun;
    let upstream: TracedRun;
    let bare: readonly string[];
    beforeAll(async () => {
      const folder = version === 'of this project' ? 'express' : await installPackage('express', version);
      const program = { script: SCRIPT, args: [folder, kind] };
      // With spans for all layers, upstream finds the way through the routers.
      const env = { OTEL_AGENT_LEAN: 'off', OTEL_AGENT_MIDDLEWARE_SPANS: 'express' };
      const runs = await Promise.all([
        tracedRun(program),
        tracedRun({ ...program, env }),
        runProgram({ ...program, agent: false }),
      ]);
      [lean, upstream] = runs;
      bare = runs[2].stderr.trim().split('\n');
    });

    test('gives the spans and routes that upstream gives', () => {
      expect(lean.spans.length).toBeGreaterThan(100);
      expect(sound(lean.spans)).toEqual(sound(handlersOnly(upstream.spans)));
    });

    test('shows the app what bare Node shows', () => {
      expect(lean.lines.filter(isVisible)).toEqual(bare.filter(isVisible));
      expect(lean.lines.filter(line => !isVisible(line))).toEqual([
        'response finish a span',
        'request close a span',
      ]);
    });
  });
});

const isVisible = (line: string) => line.startsWith('= ');

const handlersOnly = without(({ attributes }) =>
  ['middleware', 'router'].includes(String(attributes['express.type'])),
);
