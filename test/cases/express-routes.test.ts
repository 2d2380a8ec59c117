import { installPackage } from '../agent/boot/guard/install-package';
import { type TracedRun, tracedRun } from '../agent/instrument/lean/traced-run';
import type { CollectedSpan } from '../services/collector/collected';
import { sliced } from '../slice';

const SCRIPT = 'cases/express-routes.cjs';

/** Request as the app itself reports it: method, target, status, and the route that answered, or `none`. */
type Told = readonly [method: string, target: string, status: number, route: string | null];

/** Express itself answers for a route that failed; a mounted router, where it lists the methods of its own routes. */
const BY_EXPRESS: Readonly<Record<string, string>> = {
  'GET /throws/7': '/throws/:id',
  'OPTIONS /mounted-methods/x': '/mounted-methods',
  'OPTIONS /api/known': '/api',
};

function expected([method, target, , route]: Told): string | undefined {
  return route === 'none' ? undefined : (route ?? BY_EXPRESS[`${method} ${target}`]);
}

sliced(describe, 0).each([['4.16.4'], ['4.22.3'], ['5.0.1'], ['of this project']])(
  'D3: routes of Express %s',
  version => {
    describe.each(['', 'fallback'])('%s', kind => {
      let folder: string;
      let run: TracedRun;
      let told: readonly Told[];
      beforeAll(async () => {
        folder = version === 'of this project' ? 'express' : await installPackage('express', version);
        run = await tracedRun({ script: SCRIPT, args: [folder, kind], env: { NODE_ENV: 'test' } });
        told = run.lines.map(line => JSON.parse(line));
      });

      const servers = () =>
        run.spans
          .filter((span: CollectedSpan) => span.kind === 'server')
          .sort((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano));

      test('http.route and the name are those of the route that answered', () => {
        expect(told.length).toBeGreaterThan(75);
        const said = servers().map(({ name, attributes }, at) => [
          ...told[at]!.slice(0, 3),
          attributes['http.route'],
          name,
        ]);
        const right = told.map(one => {
          const route = expected(one);
          return [...one.slice(0, 3), route, route === undefined ? one[0] : `${one[0]} ${route}`];
        });
        expect(said).toEqual(right);
      });

      test('spans of handlers are of handlers that ran, and none has an error that was none', () => {
        const handlers = run.spans.filter(({ scope }) => scope.name.endsWith('-express'));
        const failed = handlers
          .filter(({ status }) => status.code === 'error')
          .map(({ attributes }) => String(attributes['http.route']))
          .filter(route => !route.includes('*')); // The fallback fails where it answers a second time.
        expect(failed).toEqual(['/fails', '/throws/:id', '/recovers/:id', '/lost/:id']);
        const ids = new Map(servers().map((span, at) => [span.spanId, told[at]!]));
        const below = handlers
          .map(({ parentSpanId }) => ids.get(parentSpanId))
          .filter(one => one !== undefined);
        const byNone = below.filter(([method, , status]) => method === 'HEAD' && status === 404);
        expect(kind === 'fallback' ? [] : byNone).toEqual([]);
      });

      test.each(['always_on', 'always_off'])('the metric says the same, %s', async OTEL_TRACES_SAMPLER => {
        const { metrics } = await tracedRun({
          ...{ script: SCRIPT, args: [folder, kind], env: { NODE_ENV: 'test', OTEL_TRACES_SAMPLER } },
        });
        const counted = new Map<unknown, number>();
        const latest = metrics.filter(({ name }) => name === 'http.server.request.duration').at(-1)!;
        for (const { attributes, count = 0 } of latest.points) {
          const route = attributes['http.route'];
          counted.set(route, (counted.get(route) ?? 0) + count);
        }
        const right = new Map<unknown, number>();
        for (const one of told) right.set(expected(one), (right.get(expected(one)) ?? 0) + 1);
        expect([...counted].sort()).toEqual([...right].sort());
      });
    });
  },
);
