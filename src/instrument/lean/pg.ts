import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type MeterProvider, metrics, type TracerProvider, trace } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import { Hook } from '../upstream-hooks';
import { type Instruments, metricInstruments } from './pg/instruments';
import type { PgOptions } from './pg/options';
import { patchClient } from './pg/patch-client';
import { patchPool } from './pg/patch-pool';
import type { Client, Pool } from './pg/types';
import scopes from './scopes.generated.json';

/** The files of `pg` that have a class of clients. */
const CLIENT_FILES = new Set(['lib/client.js', 'lib/native/client.js'].map(file => path.join('pg', file)));

/** Spans of PostgreSQL's queries and connections, and the metrics of both: upstream's, for less. */
export class PgInstrumentation implements Instrumentation {
  readonly instrumentationName = scopes.pg.name;
  readonly instrumentationVersion = scopes.pg.version;
  #options: PgOptions;
  readonly #instruments: Instruments;
  readonly #undo: (() => void)[] = [];
  readonly #patched = new WeakSet<object>();
  #isHooked = false;

  constructor(options: PgOptions) {
    this.#options = options;
    const tracer = trace.getTracer(this.instrumentationName, this.instrumentationVersion);
    const meter = metrics.getMeter(this.instrumentationName, this.instrumentationVersion);
    this.#instruments = { tracer, ...metricInstruments(meter) };
  }

  enable(): void {
    if (this.#isHooked) return;
    this.#isHooked = true;
    new Hook(null, undefined, (exports, name, folder) => {
      if (name === 'pg' && isMajor(folder, 8))
        this.#patchOnce(defaultOf<{ Client: Class<Client> }>(exports).Client, patchClient);
      else if (CLIENT_FILES.has(name) && isMajor(folder, 8))
        this.#patchOnce(defaultOf<Class<Client>>(exports), patchClient);
      else if (name === 'pg-pool' && isMajor(folder, 2, 3))
        this.#patchOnce(defaultOf<Class<Pool>>(exports), patchPool);
      return exports;
    });
  }

  disable(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
  }

  setTracerProvider(provider: TracerProvider): void {
    this.#instruments.tracer = provider.getTracer(this.instrumentationName, this.instrumentationVersion);
  }

  setMeterProvider(provider: MeterProvider): void {
    const meter = provider.getMeter(this.instrumentationName, this.instrumentationVersion);
    Object.assign(this.#instruments, metricInstruments(meter));
  }

  setConfig(options: PgOptions): void {
    this.#options = options;
  }

  getConfig(): { enabled?: boolean } {
    return this.#options;
  }

  /** The same class comes by way of its package and of its file. */
  #patchOnce<One extends object>(
    { prototype }: Class<One>,
    patch: (prototype: One, instruments: Instruments, options: PgOptions) => () => void,
  ): void {
    if (this.#patched.has(prototype)) return;
    this.#patched.add(prototype);
    this.#undo.push(patch(prototype, this.#instruments, this.#options));
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
