import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PatchingInstrumentation } from './patching-instrumentation';
import { type Instruments, type MetricInstruments, metricInstruments } from './pg/instruments';
import type { PgOptions } from './pg/options';
import { patchClient } from './pg/patch-client';
import { patchPool } from './pg/patch-pool';
import type { Client, Pool } from './pg/types';
import scopes from './scopes.generated.json';

/** The files of `pg` that have a class of clients. */
const CLIENT_FILES = new Set(['lib/client.js', 'lib/native/client.js'].map(file => path.join('pg', file)));

/** Spans of PostgreSQL's queries and connections, and the metrics of both: upstream's, for less. */
export class PgInstrumentation extends PatchingInstrumentation<PgOptions, MetricInstruments> {
  readonly #patched = new WeakSet<object>();

  constructor(options: PgOptions) {
    super(scopes.pg, options, metricInstruments);
  }

  protected patch(exports: unknown, name: string, folder: string | undefined): (() => void)[] {
    if (name === 'pg' && isMajor(folder, 8))
      return this.#patchOnce(defaultOf<{ Client: Class<Client> }>(exports).Client, patchClient);
    if (CLIENT_FILES.has(name) && isMajor(folder, 8))
      return this.#patchOnce(defaultOf<Class<Client>>(exports), patchClient);
    if (name === 'pg-pool' && isMajor(folder, 2, 3))
      return this.#patchOnce(defaultOf<Class<Pool>>(exports), patchPool);
    return [];
  }

  /** The same class comes by way of its package and of its file. */
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

/** What CommonJS exports, also as `import` shows it. */
function defaultOf<Exports>(exports: unknown): Exports {
  const module = exports as { default: Exports; [Symbol.toStringTag]?: string };
  return module[Symbol.toStringTag] === 'Module' ? module.default : (exports as Exports);
}

function isMajor(folder: string | undefined, ...majors: number[]): boolean {
  const { version } = JSON.parse(readFileSync(path.join(folder ?? '', 'package.json'), 'utf8'));
  return majors.includes(Number.parseInt(version, 10));
}
