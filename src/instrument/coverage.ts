import type { LoadedModule } from './module-hook';

/** What was loaded, patched or left alone, for the debug log and for diagnosis. */
export class Coverage {
  readonly #log: (level: 'warn' | 'debug', message: string) => void;

  constructor(log: (level: 'warn' | 'debug', message: string) => void) {
    this.#log = log;
  }

  instrumentationLoaded(name: string): void {
    this.#log('debug', `instrumentation ${name} is loaded`);
  }

  notLean(name: string): void {
    this.#log('debug', `instrumentation ${name} is upstream's, since the lean one does not know its options`);
  }

  loaded(module: LoadedModule, _exports: unknown): void {
    this.#log(
      'debug',
      `${module.name} was loaded and seen${module.baseDir === undefined ? '' : ` (${module.baseDir})`}`,
    );
  }

  failed(name: string, error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#log('warn', `${name} could not be instrumented and runs as it is: ${reason}`);
  }
}
