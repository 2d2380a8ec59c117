import type { ReadRules } from '../shared/config/kinds/kind';
import { loadChunk } from './boot/chunks';

/** dist/rules.js: everything that only processes with rules need. */
export function loadRules() {
  return loadChunk<typeof import('./rules')>('rules');
}

/** Reads rules of a setting. */
export const readRules: ReadRules = (kind, text, refuse) => loadRules().readRules(kind, text, refuse);
