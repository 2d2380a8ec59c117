import { installPackages } from '../../boot/guard/install-package';
import { runProgram } from '../../lifecycle/run-program';
import { tracedRun } from './traced-run';

test.each([
  [20, 'esm', '4.13.19', '2.1.9'],
  [22, 'cjs', '4.13.19', '2.1.9'],
  [24, 'cjs', '4.6.20', '1.13.8'],
  [26, 'esm', '4.13.19', '2.1.9'],
] as const)(
  'Hono tells the route of each request, Node %s, %s, %s',
  async (nodeMajor, format, hono, server) => {
    const args = [await installPackages({ hono, '@hono/node-server': server }), format];
    const program = { script: 'instrument/own/hono-routes.mjs', args, nodeMajor };
    const [{ spans, lines }, bare] = await Promise.all([
      tracedRun(program),
      runProgram({ ...program, agent: false }),
    ]);
    const served = spans.filter(({ kind }) => kind === 'server');
    expect(served.map(({ name, attributes }) => `${name}: ${attributes['http.route']}`)).toEqual([
      'GET /: /',
      'GET /users/:id: /users/:id',
      'GET /every: /every',
      'GET /fails: /fails',
      'GET /refused/:id: /refused/:id',
      'GET /shop/items/:id: /shop/items/:id',
      'GET: undefined',
      'POST /users/:id{[0-9]+}: /users/:id{[0-9]+}',
    ]);
    expect(lines).toEqual(bare.stderr.trim().split('\n'));
  },
);
