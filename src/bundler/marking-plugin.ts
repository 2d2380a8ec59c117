import type { UnpluginOptions } from 'unplugin';
import { isMarkedBarrel, MARKED_PACKAGES, markModule, targetIn } from './mark/mark-module';

/** The plugin behind each bundler's: marks modules of the catalogue before any other plugin sees them. */
export function markingPlugin(): UnpluginOptions {
  return {
    name: 'otel-agent',
    enforce: 'pre',
    esbuild: { onLoadFilter: MARKED_PACKAGES },
    transformInclude: id => targetIn(id) !== undefined,
    transform: {
      order: 'pre',
      filter: { id: MARKED_PACKAGES },
      handler(code, id) {
        const marked = markModule(code, id);
        if (marked?.problem !== undefined) this.warn(marked.problem);
        // Without a map: code is added at the end, and no line or column before it moves.
        if (marked?.code === undefined) return undefined;
        return { code: marked.code, map: null, ...(marked.isBarrel && { moduleSideEffects: true }) };
      },
    },
    webpack: keepBarrels,
    rspack: keepBarrels,
  } as UnpluginOptions;
}

/** Keeps webpack from leaving out marked modules that only pass on others. */
function keepBarrels(compiler: { options: { module: { rules: unknown[] } } }): void {
  compiler.options.module.rules.push({ test: isMarkedBarrel, sideEffects: true });
}
