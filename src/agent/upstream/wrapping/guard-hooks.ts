import { ownDiag } from '../../../shared/log';

type Hooks = Record<string, (...args: unknown[]) => unknown>;

/**
 * Keeps exceptions of these methods from the library that calls them: it would hand them to the app in the place of its
 * own result.
 */
export function guardHooks(hooks: object, names: readonly string[]): void {
  for (const name of names) {
    const original = (hooks as Hooks)[name]!;
    (hooks as Hooks)[name] = function (...args) {
      try {
        return original.apply(this, args);
      } catch (error) {
        ownDiag.error(`an instrumentation failed in ${name}(), and the call went on without it`, error);
        return undefined;
      }
    };
  }
}
