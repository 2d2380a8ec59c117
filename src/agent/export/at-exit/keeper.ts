import type { Pipeline } from '../pipelines/pipeline';
import type { Batch, Report } from '../types';
import { createLosses, KEPT } from './losses';
import type { KeepForLater } from './remainder';
import { OUT_OF_TIME } from './when-ready';

/** Disk of a pipeline, for what its receiver does not take. */
export interface Keeper {
  /** Undefined without a disk that takes something. */
  readonly keep: KeepForLater | undefined;
  /** Writes what is kept, and leaves it to other processes. Returns what the disk has refused. */
  close(): readonly Batch[];
  /** Reports all that this process leaves on disk. */
  tellKept(report: Report): void;
}

/** Returns the disk of a pipeline whose receiver is waited for `waitMs`: what is waited for without end is not kept. */
export function keeperOf({ signal, spool }: Pipeline, waitMs: number): Keeper {
  let why = OUT_OF_TIME;
  return {
    keep:
      spool === undefined || waitMs === Number.POSITIVE_INFINITY
        ? undefined
        : (batch, reason) => {
            why = reason;
            return spool.keep(batch);
          },
    close: () => spool?.close() ?? [],
    tellKept(report) {
      const items = spool?.items ?? 0;
      if (items === 0) return;
      const kept = createLosses(KEPT);
      kept.add(signal, items, why);
      kept.tell(report, 'info');
    },
  };
}
