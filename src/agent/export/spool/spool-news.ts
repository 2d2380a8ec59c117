import type { Report } from '../types';
import type { Evicted } from './bound';
import type { SpoolFile } from './spool-file';

/** Most strange files that are told. */
const MAX_STRANGERS = 5;

/** Messages of the spool for the operator. */
export interface SpoolNews {
  /** Tells once that the disk takes nothing. */
  unusable(folder: string, error: Error): void;
  /** Tells that a file of another process had to leave. */
  evicted(evicted: Evicted): void;
  /** Tells of a file that is none of the spool's. */
  stranger(place: string): void;
  /** Tells of a damaged file that was set aside. */
  damaged(file: SpoolFile): void;
}

export function createSpoolNews(report: Report): SpoolNews {
  const strangers = new Set<string>();
  let hasFailed = false;

  return {
    unusable(folder, { message }) {
      if (!hasFailed) report('warn', `the spool in ${folder} cannot be used: ${message}`);
      hasFailed = true;
    },
    evicted({ items, why }) {
      if (items === 0) return;
      const reason = why === 'spool_full' ? 'the spool is full' : 'they waited too long';
      report('warn', `${items} spans, data points or log records of another process dropped: ${reason}`);
    },
    stranger(place) {
      if (strangers.has(place) || strangers.size === MAX_STRANGERS) return;
      strangers.add(place);
      report('warn', `a file in the spool has no name of the spool's, and is left alone: ${place}`);
    },
    damaged({ path: place, lostItems, isLossGuessed }) {
      const howMany = isLossGuessed
        ? `up to ${lostItems} items in it, as its name tells,`
        : `${lostItems} items in it`;
      report('warn', `a file of the spool is damaged, ${howMany} are lost; it is set aside: ${place}`);
    },
  };
}
