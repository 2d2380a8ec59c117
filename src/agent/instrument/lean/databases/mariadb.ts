import path from 'node:path';
import { MYSQL } from '../../../redaction/sql/dialects';
import { isClosed, opened, replaceExport } from '../open-exports';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/mariadb.generated.json';
import { MariadbClasses } from './mariadb/classes';

const NAMES = new Set([
  'mariadb',
  ...['callback.js', 'dist/callback.cjs'].map(file => path.join('mariadb', file)),
]);

interface MariadbOptions {
  /** Shows statements as sent. */
  readonly rawStatements?: boolean;
}

type Factory = (this: unknown, options: unknown) => unknown;
type Factories = Partial<Record<'createConnection' | 'createPool' | 'createPoolCluster', Factory>>;

/**
 * Makes spans of the statements of `mariadb`, and gives its callbacks their callers' contexts. The package is minified,
 * so that its classes are known by the objects that it gives out.
 */
export class MariadbInstrumentation extends PatchingInstrumentation<MariadbOptions, object> {
  constructor(options: MariadbOptions) {
    super(scope, options, () => ({}));
  }

  protected override open(exports: unknown, name: string): unknown {
    return NAMES.has(name) && isClosed(exports as object, 'createPool') ? opened(exports as object) : exports;
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    if (!NAMES.has(name)) return [];
    const classes = new MariadbClasses({
      instruments: this.instruments,
      dialect: MYSQL,
      isRaw: this.options.rawStatements === true,
      codeOf: error => (Object(error) as { errno?: unknown }).errno,
      repeats: /\nsql: [\s\S]*$/,
    });
    const module = exports as Factories & { default?: Factories };
    const undo = [module, ...(module.default === undefined ? [] : [module.default])].flatMap(each =>
      this.#patchFactories(each, classes),
    );
    return [...undo, () => classes.undo()];
  }

  #patchFactories(module: Factories, classes: MariadbClasses): (() => void)[] {
    return (['createConnection', 'createPool', 'createPoolCluster'] as const).flatMap(key => {
      const original = module[key];
      if (typeof original !== 'function') return [];
      const factory: Factory = function (options) {
        return classes.watchCreated(original.call(this, options), options);
      };
      return [replaceExport(module as Record<typeof key, Factory>, key, factory)];
    });
  }
}
