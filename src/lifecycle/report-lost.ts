import type { Batch } from '../pipeline/types';
import type { Report } from './drain';

/** Says in one line for each signal what the end of the process has cost. */
export function reportLost(report: Report, batches: readonly Batch[], reason: string): void {
  for (const [signal, noun] of Object.entries(NOUNS)) {
    const items = batches.reduce((sum, batch) => sum + (batch.signal === signal ? batch.items : 0), 0);
    if (items === 0) continue;
    report('warn', `${items} ${noun}${items === 1 ? '' : 's'} dropped at the end of the process: ${reason}`);
  }
}

const NOUNS: Readonly<Record<Batch['signal'], string>> = {
  traces: 'span',
  metrics: 'data point',
  logs: 'log record',
};
