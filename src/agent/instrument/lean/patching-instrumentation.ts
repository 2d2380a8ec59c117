import { Hook, notePatched } from '../../upstream/upstream-hooks';
import { LeanInstrumentation } from './lean-instrumentation';

/** Instrumentation that patches modules when they are loaded. */
export abstract class PatchingInstrumentation<
  Options extends object,
  Metrics extends object,
> extends LeanInstrumentation<Options, Metrics> {
  #isHooked = false;
  /** Undo functions by file, so that a file which is loaded repeatedly leaves nothing behind. */
  readonly #undoPatches = new Map<string, (() => void)[]>();

  /** Patches a loaded module, if it is a target. Returns functions that undo it. */
  protected abstract patch(exports: unknown, name: string, folder: string | undefined): (() => void)[];

  /** Returns what is patched and handed to the app: other exports if a bundler has made these immutable. */
  protected open(exports: unknown, _name: string): unknown {
    return exports;
  }

  enable(): void {
    if (this.#isHooked) return;
    this.#isHooked = true;
    new Hook(null, undefined, (exports, name, folder) => {
      const opened = this.open(exports, name);
      const undo = this.patch(opened, name, folder);
      if (undo.length === 0) return opened;
      this.#undoPatches.set(`${folder} ${name}`, undo);
      notePatched(folder);
      return opened;
    });
  }

  override disable(): void {
    for (const undo of [...this.#undoPatches.values()].reverse().flatMap(undos => undos.toReversed())) undo();
    this.#undoPatches.clear();
    super.disable();
  }
}
