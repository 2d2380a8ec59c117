import path from 'node:path';
import { packageVersion } from '../../upstream/package-version';
import { PatchingInstrumentation } from './patching-instrumentation';
import { type Instruments, type MetricInstruments, metricInstruments } from './pg/instruments';
import { patchClient } from './pg/patch-client';
import { type Cursor, patchCursor } from './pg/patch-cursor';
import { patchPool } from './pg/patch-pool';
import type { Client, PgOptions, Pool } from './pg/types';
import scope from './scopes/pg.generated.json';

/** Files of `pg` that have a class of clients. */
const CLIENT_FILES = new Set(['lib/client.js', 'lib/native/client.js'].map(file => path.join('pg', file)));

/** Makes spans of PostgreSQL's queries and connections, and the metrics of both: upstream's, at less cost. */
export class PgInstrumentation extends PatchingInstrumentation<PgOptions, MetricInstruments> {
  readonly #patched = new WeakSet<object>();

  constructor(options: PgOptions) {
    super(scope, options, metricInstruments);
  }

  protected patch(exports: unknown, name: string, folder: string | undefined): (() => void)[] {
    if (name === 'pg' && isMajor(folder, 8))
      return this.#patchOnce(defaultOf<{ Client: Class<Client> }>(exports).Client, patchClient);
    if (CLIENT_FILES.has(name) && isMajor(folder, 8))
      return this.#patchOnce(defaultOf<Class<Client>>(exports), patchClient);
    if (name === 'pg-pool' && isMajor(folder, 2, 3))
      return this.#patchOnce(defaultOf<Class<Pool>>(exports), patchPool);
    if (name === 'pg-cursor') return this.#patchOnce(defaultOf<Class<Cursor>>(exports), patchCursor);
    return [];
  }

  /** Patches a class once: it comes both by its package and by its file. */
  #patchOnce<One extends object>(
    { prototype }: Class<One>,
    patch: (prototype: One, instruments: Instruments, options: PgOptions) => () => void,
  ): (() => void)[] {
    if (this.#patched.has(prototype)) return [];
    this.#patched.add(prototype);
    return [patch(prototype, this.instruments, this.options)];
  }
}

interface Class<One> {
  readonly prototype: One;
}

/** Returns the exports of CommonJS, also from the module object of an `import`. */
function defaultOf<Exports>(exports: unknown): Exports {
  const module = exports as { default: Exports; [Symbol.toStringTag]?: string };
  return module[Symbol.toStringTag] === 'Module' ? module.default : (exports as Exports);
}

function isMajor(folder: string | undefined, ...majors: number[]): boolean {
  return majors.includes(Number.parseInt(packageVersion(folder ?? '') ?? '', 10));
}
