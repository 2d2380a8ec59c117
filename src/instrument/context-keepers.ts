import type { keepContext } from './keep-context/keep-context';

/** What the chunk `keep-context` exports. */
export interface KeepContextChunk {
  readonly keepContext: typeof keepContext;
}

/**
 * Packages, with the files that matter, in which a request waits for another's connection and goes on in that one's
 * context. Upstream's instrumentations leave them as they are, so that spans end up in the traces of other requests.
 */
export const CONTEXT_KEEPERS: ReadonlyMap<string, readonly string[]> = new Map([
  ['mysql2', ['lib/connection.js', 'lib/base/connection.js', 'lib/pool.js', 'lib/base/pool.js']],
  [
    'undici',
    [
      'lib/dispatcher-base.js',
      'lib/dispatcher/dispatcher-base.js',
      'lib/pool-base.js',
      'lib/dispatcher/pool-base.js',
    ],
  ],
]);
