import { readInspectorFlags } from '../../../src/tools/inspector/inspector-flags';

test.each([
  ['', '127.0.0.1', 9229, false],
  ['--inspect', '127.0.0.1', 9229, true],
  ['--inspect=9300', '127.0.0.1', 9300, true],
  ['--inspect-brk=0.0.0.0:9300', '0.0.0.0', 9300, true],
  ['--inspect=[::1]:9300', '::1', 9300, true],
  ['--inspect=myhost', 'myhost', 9229, true],
  ['--inspect-port=0', '127.0.0.1', 0, false],
  ['--inspect-port 9400 --max-old-space-size=100', '127.0.0.1', 9400, false],
  ['--debug-port=10.0.0.1:9400', '10.0.0.1', 9400, false],
  ['--inspect-publish-uid=http', '127.0.0.1', 9229, false],
])('%s', (flags, host, port, isOpenFromStart) => {
  expect(readInspectorFlags({ flags: flags.split(' ') })).toEqual({ host, port, isOpenFromStart });
});
