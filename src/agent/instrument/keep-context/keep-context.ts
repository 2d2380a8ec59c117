import path from 'node:path';
import { keepMysql2Connection, keepMysql2Pool } from './mysql2';
import type { Undo } from './replace-method';
import { keepUndiciDispatcher, keepUndiciPool } from './undici';

/**
 * Changes a library's inner class so that waiting requests go on in their own context. Leaves other modules as they
 * are. Returns functions that undo it.
 */
export function keepContext(moduleName: string, exports: unknown): Undo[] {
  return KEEPERS[moduleName.split(path.sep).join('/')]?.(exports as never) ?? [];
}

const KEEPERS: Readonly<Record<string, (exports: never) => Undo[]>> = {
  'mysql2/lib/connection.js': keepMysql2Connection,
  'mysql2/lib/base/connection.js': keepMysql2Connection,
  'mysql2/lib/pool.js': keepMysql2Pool,
  'mysql2/lib/base/pool.js': keepMysql2Pool,
  'undici/lib/dispatcher-base.js': keepUndiciDispatcher,
  'undici/lib/dispatcher/dispatcher-base.js': keepUndiciDispatcher,
  'undici/lib/pool-base.js': keepUndiciPool,
  'undici/lib/dispatcher/pool-base.js': keepUndiciPool,
};
