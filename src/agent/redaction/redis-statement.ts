/**
 * Shows a Redis command without its literals: `HSET cart:7 ? ?`. The first argument stays if it is a key; commands that
 * are not known to begin with a key (`AUTH`, `EVAL`, a module's own) lose that as well. Database semantic conventions,
 * `db.query.text` for Redis.
 */
export function redisStatement(command: string, args: readonly unknown[] = []): string {
  const { name, beginsWithKey } = known.get(command) ?? know(command);
  if (args.length === 0) return name;
  const first = beginsWithKey ? keyOf(args[0]) : '?';
  if (args.length === 1) return `${name} ${first}`;
  const hidden = ' ?'.repeat(Math.min(args.length, MAX_ARGUMENTS) - 1);
  return `${name} ${first}${hidden}${args.length > MAX_ARGUMENTS ? ' …' : ''}`;
}

interface KnownCommand {
  readonly name: string;
  readonly beginsWithKey: boolean;
}

/** Exceeds the commands of Redis and their spellings; looking a name up in capitals costs more than all the rest. */
const MAX_KNOWN = 1000;
const known = new Map<string, KnownCommand>();

function know(command: string): KnownCommand {
  const name = command.toUpperCase();
  const made = { name, beginsWithKey: beginsWithKey(name) };
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(command, made);
  return made;
}

/** Most arguments to show: a thousand values say no more than ten. */
const MAX_ARGUMENTS = 20;
const MAX_KEY_LENGTH = 256;

function keyOf(argument: unknown): string {
  const key = String(argument);
  return key.length <= MAX_KEY_LENGTH ? key : `${key.slice(0, MAX_KEY_LENGTH)}…`;
}

/** Shows a Redis command as it was sent. */
export function rawRedisStatement(command: string, args: readonly unknown[] = []): string {
  return [command, ...args].join(' ');
}

let keyFirst: ReadonlySet<string> | undefined;

/** Tells whether the first argument of a command is a key. */
function beginsWithKey(name: string): boolean {
  keyFirst ??= new Set(KEY_FIRST.split(' '));
  return keyFirst.has(name);
}

const KEY_FIRST =
  'APPEND BITCOUNT BITFIELD BITFIELD_RO BITPOS BLMOVE BLPOP BRPOP BRPOPLPUSH BZPOPMAX BZPOPMIN COPY DECR DECRBY DEL DUMP ' +
  'EXISTS EXPIRE EXPIREAT EXPIRETIME GEOADD GEODIST GEOHASH GEOPOS GEORADIUS GEORADIUSBYMEMBER GEOSEARCH GEOSEARCHSTORE ' +
  'GET GETBIT GETDEL GETEX GETRANGE GETSET HDEL HEXISTS HGET HGETALL HINCRBY HINCRBYFLOAT HKEYS HLEN HMGET HMSET ' +
  'HRANDFIELD HSCAN HSET HSETNX HSTRLEN HVALS INCR INCRBY INCRBYFLOAT LINDEX LINSERT LLEN LMOVE LPOP LPOS LPUSH LPUSHX ' +
  'LRANGE LREM LSET LTRIM MGET MOVE MSET MSETNX PERSIST PEXPIRE PEXPIREAT PEXPIRETIME PFADD PFCOUNT PFMERGE PSETEX PTTL ' +
  'RENAME RENAMENX RESTORE RPOP RPOPLPUSH RPUSH RPUSHX SADD SCARD SDIFF SDIFFSTORE SET SETBIT SETEX SETNX SETRANGE SINTER ' +
  'SINTERSTORE SISMEMBER SMEMBERS SMISMEMBER SMOVE SORT SORT_RO SPOP SRANDMEMBER SREM SSCAN STRLEN SUBSTR SUNION ' +
  'SUNIONSTORE TOUCH TTL TYPE UNLINK WATCH XACK XADD XAUTOCLAIM XCLAIM XDEL XLEN XPENDING XRANGE XREVRANGE XTRIM ZADD ' +
  'ZCARD ZCOUNT ZDIFFSTORE ZINCRBY ZINTERSTORE ZLEXCOUNT ZMSCORE ZPOPMAX ZPOPMIN ZRANDMEMBER ZRANGE ZRANGEBYLEX ' +
  'ZRANGEBYSCORE ZRANGESTORE ZRANK ZREM ZREMRANGEBYLEX ZREMRANGEBYRANK ZREMRANGEBYSCORE ZREVRANGE ZREVRANGEBYLEX ' +
  'ZREVRANGEBYSCORE ZREVRANK ZSCAN ZSCORE ZUNIONSTORE';
