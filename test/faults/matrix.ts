import { PROTOCOLS } from '../ends/ways';
import { FAULTS, type Store } from './faults';
import type { Cell } from './run-cell';

const STORES: readonly Store[] = ['memory', 'spool'];

/** Cells of the matrix: every fault over both protocols, with each store; upstream beside those that say so. */
export const CELLS: readonly Cell[] = FAULTS.flatMap(fault =>
  PROTOCOLS.flatMap(protocol => {
    const stores = STORES.filter(store => store === 'spool' || !fault.hasSmallDisk);
    const all = [...stores, ...(fault.besideUpstream ? (['upstream'] as const) : [])];
    return all.map(store => ({ fault, protocol, store }));
  }),
);
