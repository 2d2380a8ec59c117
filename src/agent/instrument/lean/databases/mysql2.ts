import path from 'node:path';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/mysql2.generated.json';
import { patchConnection } from './mysql2/patch-connection';
import type { Connection } from './mysql2/types';

const CONNECTION = path.join('mysql2', 'lib', 'connection.js');

/** Makes spans of mysql2's queries, upstream's at less cost, and of prepared statements, which upstream leaves out. */
export class Mysql2Instrumentation extends PatchingInstrumentation<object, object> {
  readonly #patched = new WeakSet<object>();

  constructor(options: object) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    if (name !== CONNECTION) return [];
    const prototype = withMethods((exports as { prototype: Connection }).prototype);
    if (this.#patched.has(prototype)) return [];
    this.#patched.add(prototype);
    return patchConnection(prototype, this.instruments);
  }
}

/** Since 3.11.5 the methods are those of a base class. */
function withMethods(prototype: Connection): Connection {
  const base = Object.getPrototypeOf(prototype) as Partial<Connection> | null;
  return typeof base?.query === 'function' && typeof base.execute === 'function'
    ? (base as Connection)
    : prototype;
}
