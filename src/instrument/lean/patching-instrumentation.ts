import { Hook } from '../upstream-hooks';
import { LeanInstrumentation } from './lean-instrumentation';

/** One that patches modules when they are loaded. */
export abstract class PatchingInstrumentation<
  Options extends object,
  Metrics extends object,
> extends LeanInstrumentation<Options, Metrics> {
  #isHooked = false;

  /** Patches a module that has been loaded, if it is one of those that this is for. Returns what undoes it. */
  protected abstract patch(exports: unknown, name: string, folder: string | undefined): (() => void)[];

  enable(): void {
    if (this.#isHooked) return;
    this.#isHooked = true;
    new Hook(null, undefined, (exports, name, folder) => {
      this.undoLater(...this.patch(exports, name, folder));
      return exports;
    });
  }
}
