import { loadChunk } from '../../boot/chunks';

type RedisStatements = typeof import('../../redaction/redis-statement');
export type RedisSerializer = RedisStatements['redisStatement'];

/** `redisStatement`, which is loaded with the first command: its list of commands is no part of each start. */
export const redisSerializer: RedisSerializer = (...command) => redisStatements().redisStatement(...command);

/** `rawRedisStatement`, loaded in the same way. */
export const rawRedisSerializer: RedisSerializer = (...command) =>
  redisStatements().rawRedisStatement(...command);

function redisStatements(): RedisStatements {
  return loadChunk('redis-statement');
}
