import { withoutPm2Container, withPm2Environment } from '../../../../src/agent/boot/guard/pm2-environment';

test('what pm2 passes late lies over what is there', () => {
  const pm2_env = JSON.stringify({ OTEL_SERVICE_NAME: 'late', PORT: 80, nested: { a: 1 }, none: null });
  const env = { OTEL_SERVICE_NAME: 'early', PATH: '/bin', pm2_env };
  expect(withPm2Environment(env)).toEqual({ OTEL_SERVICE_NAME: 'late', PATH: '/bin', PORT: '80', pm2_env });
});

test.each([['no JSON'], ['null'], ['3'], ['[]']])('%s in pm2_env is not of pm2', pm2_env => {
  expect(withPm2Environment({ A: '1', pm2_env })).toEqual({ A: '1', pm2_env });
});

test('the script of the app stands for the one of pm2', () => {
  const container = '/usr/lib/node_modules/pm2/lib/ProcessContainer.js';
  expect(withoutPm2Container(container, { pm_exec_path: '/app/server.js' })).toBe('/app/server.js');
  expect(withoutPm2Container(container, {})).toBe(container);
  expect(withoutPm2Container('/app/a.js', { pm_exec_path: '/app/server.js' })).toBe('/app/a.js');
});
