import { installPackage } from '../agent/boot/guard/install-package';
import { tracedRun } from '../agent/instrument/lean/traced-run';

test('D3: connect: the route is what answered, and none where nothing did', async () => {
  const args = [await installPackage('connect', '3.7.0')];
  const { lines, spans } = await tracedRun({
    script: 'cases/connect-routes.cjs',
    args,
    env: { NODE_ENV: 'test' },
  });
  const told = lines.map(line => JSON.parse(line));
  expect(told.length).toBe(13);
  const said = spans
    .filter(({ kind }) => kind === 'server')
    .sort((a, b) => Number(a.startTimeUnixNano - b.startTimeUnixNano))
    .map(({ attributes }, at) => [
      told[at][0],
      attributes['http.response.status_code'],
      attributes['http.route'] ?? 'none',
    ]);
  expect(said).toEqual(told);
});
