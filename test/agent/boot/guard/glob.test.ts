import { matchesGlobs } from '../../../../src/agent/boot/guard/rules/glob';

test.each([
  ['server.js', '/app/server.js', true],
  ['server.js', '/app/server.js.map', false],
  ['*.js', '/app/lib/server.js', true],
  ['lib/*.js', '/app/lib/server.js', true],
  ['lib/*.js', '/app/lib/deep/server.js', false],
  ['lib/**', '/app/lib/deep/server.js', true],
  ['lib/**/server.js', '/app/lib/server.js', true],
  ['/app/*.js', '/app/server.js', true],
  ['/app/*.js', '/srv/app/server.js', false],
  ['**/node_modules/jest/**', '/app/node_modules/jest/bin/jest.js', true],
  ['**/node_modules/jest/**', '/app/node_modules/jest-cli/bin/jest.js', false],
  ['serve?.js', '/app/server.js', true],
  ['serve?.js', '/app/serve.js', false],
  ['{web,api}/main.js', '/app/api/main.js', true],
  ['{web,api}/main.js', '/app/job/main.js', false],
  ['a.js,{web,api}/main.js , b.js', '/app/web/main.js', true],
  ['./server.js', '/app/server.js', true],
  ['server+(1)[2].js', '/app/server+(1)[2].js', true],
  ['server.js', '/app/serverXjs', false],
  ['C:\\app\\*.js', 'C:\\app\\server.js', true],
  ['**', '/app/server.js', true],
  ['', '/app/server.js', false],
  [' , ', '/app/server.js', false],
  ['{', '/app/server.js', false],
])('%s and %s: %p', (globs, path, isMatch) => {
  expect(matchesGlobs(globs, path)).toBe(isMatch);
});
