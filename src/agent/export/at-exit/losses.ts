import type { Batch, Report } from '../types';

/** Items lost at the end of a process, or kept for later: sums by signal and reason, told in a line each. */
export interface Losses {
  add(signal: Batch['signal'], items: number, reason: string): void;
  readonly isEmpty: boolean;
  tell(report: Report, level?: 'warn' | 'info'): void;
}

/** Fate of items on disk. */
export const KEPT = 'kept on disk for the next process';

/** Sums up lost items by signal and reason. `fate` is what the report says of them. */
export function createLosses(fate = 'dropped at the end of the process'): Losses {
  const sums = new Map<string, { signal: Batch['signal']; items: number; reason: string }>();
  return {
    add(signal, items, reason) {
      const key = `${signal} ${reason}`;
      const sum = sums.get(key) ?? { signal, items: 0, reason };
      sum.items += items;
      sums.set(key, sum);
    },
    get isEmpty() {
      return sums.size === 0;
    },
    tell(report, level = 'warn') {
      for (const { signal, items, reason } of sums.values())
        report(level, `${count(items, NOUNS[signal])} ${fate}: ${reason}`);
      sums.clear();
    },
  };
}

const NOUNS: Readonly<Record<Batch['signal'], string>> = {
  traces: 'span',
  metrics: 'data point',
  logs: 'log record',
};

function count(items: number, noun: string): string {
  return `${items} ${noun}${items === 1 ? '' : 's'}`;
}
