import { installPackages } from '../agent/boot/guard/install-package';
import { NODE_MAJORS } from '../nodes';
import { sliced } from '../slice';
import { childrenOf, type OwnRun, ownRun } from './own-run';

const NOW = { polka: '0.5.2', 'find-my-way': '9.10.2' };
const OTHERS = { polka: '1.0.0-next.28', 'find-my-way': '8.2.2' };

sliced(describe).each([
  ...NODE_MAJORS.map(nodeMajor => ({ nodeMajor, format: 'esm', packages: NOW })),
  { nodeMajor: 24 as const, format: 'cjs', packages: NOW },
  { nodeMajor: 20 as const, format: 'cjs', packages: OTHERS },
])('E4: polka and find-my-way, %p', ({ nodeMajor, format, packages }) => {
  let run: OwnRun;
  beforeAll(async () => {
    const args = [await installPackages(packages), format];
    run = await ownRun({ script: 'instrument/own/router-routes.mjs', args, nodeMajor });
  });
  /** Name and route of the server's span. */
  const served = (name: string) => {
    const [asked] = childrenOf(
      run.spans,
      run.spans.find(span => span.name === name),
    );
    return childrenOf(run.spans, asked).map(span => [span.name, span.attributes['http.route']]);
  };

  test('polka tells the route of each request', () => {
    expect(served('polka')).toEqual([['GET /users/:id', '/users/:id']]);
    expect(served('polka posts')).toEqual([['POST /users', '/users']]);
  });

  test('no route is claimed that is not known for sure', () => {
    for (const name of ['polka without a route', 'polka shares a handler', 'polka within polka'])
      expect([name, served(name)]).toEqual([name, [['GET', undefined]]]);
    expect(served('find-my-way without a route')).toEqual([['GET', undefined]]);
  });

  test('find-my-way tells the route of each request', () => {
    expect(served('find-my-way')).toEqual([['GET /orders/:id', '/orders/:id']]);
    expect(served('find-my-way optional')).toEqual([['GET /optional/:id?', '/optional/:id?']]);
  });

  test('100 at once have their own', () => {
    for (let i = 0; i < 100; i++) {
      expect(served(`polka request ${i}`)).toEqual([['GET /users/:id', '/users/:id']]);
      expect(served(`find-my-way request ${i}`)).toEqual([['GET /orders/:id', '/orders/:id']]);
    }
  });

  test('the app sees what bare Node shows', () => expect(run.lines).toEqual(run.bare));
});
