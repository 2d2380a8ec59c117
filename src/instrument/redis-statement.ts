/**
 * A Redis command without its literals: `HSET cart:7 ? ?`. The first argument stays where it is a key;
 * commands whose first argument is no key (`AUTH`, `EVAL`, `CONFIG`…) lose that as well.
 * Database semantic conventions, `db.query.text` for Redis.
 */
export function redisStatement(command: string, args: readonly unknown[] = []): string {
  const name = command.toUpperCase();
  const [first, ...others] = args;
  if (first === undefined) return name;
  const shown = WITHOUT_KEY.has(name) ? '?' : String(first);
  return [name, shown, ...others.map(() => '?')].join(' ');
}

const WITHOUT_KEY = new Set(
  (
    'ACL AUTH CLIENT CLUSTER COMMAND CONFIG ECHO EVAL EVALSHA EVAL_RO EVALSHA_RO FCALL FCALL_RO FUNCTION HELLO MIGRATE PING ' +
    'PUBLISH SCRIPT SLAVEOF REPLICAOF SPUBLISH'
  ).split(' '),
);
