import path from 'node:path';
import { isClosed, opened, replaceExport } from '../open-exports';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/graphql-tools.generated.json';
import { type Compile, type Execute, tracedCompile, tracedExecute } from './graphql-tools/trace-execution';

const JIT = path.join('graphql-jit', 'dist', 'execution.js');

interface Exports {
  execute: Execute;
  subscribe: Execute;
  compileQuery: Compile;
}

/**
 * Makes upstream's spans of GraphQL's operations where graphql's own `execute` is not called: by the executor of
 * graphql-tools (GraphQL Yoga, Hive Gateway) and by queries that graphql-jit has compiled (Mercurius, Envelop).
 */
export class GraphqlToolsInstrumentation extends PatchingInstrumentation<object, object> {
  constructor(options: object) {
    super(scope, options, () => ({}));
  }

  protected override open(exports: unknown, name: string): unknown {
    return name === JIT && isClosed(exports as object, 'compileQuery') ? opened(exports as object) : exports;
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    const module = exports as Exports;
    if (name === JIT && typeof module.compileQuery === 'function')
      return [replaceExport(module, 'compileQuery', tracedCompile(module.compileQuery, this.instruments))];
    if (!name.endsWith('execute.js') || typeof module.execute !== 'function') return [];
    return (['execute', 'subscribe'] as const).map(key =>
      replaceExport(module, key, tracedExecute(module[key], this.instruments)),
    );
  }
}
