import { rawRedisStatement, redisStatement } from '../../../src/agent/redaction/redis-statement';

test.each([
  ['get', ['user:1'], 'GET user:1'],
  ['hset', ['cart:7', 'item', 'tea'], 'HSET cart:7 ? ?'],
  ['auth', ['user', 'password'], 'AUTH ? ?'],
  ['eval', ["return 'secret'", 0], 'EVAL ? ?'],
  ['no.such', ['secret'], 'NO.SUCH ?'],
  ['ping', [], 'PING'],
  ['mset', Array(1000).fill('a'), `MSET a${' ?'.repeat(19)} …`],
  ['get', ['k'.repeat(1000)], `GET ${'k'.repeat(256)}…`],
  ['get', [Buffer.from('key')], 'GET key'],
])('%s %p -> %s', (command, args, statement) => {
  expect(redisStatement(command, args)).toBe(statement);
});

test('raw is as it was sent', () => {
  expect(rawRedisStatement('set', ['a', 'b'])).toBe('set a b');
});
