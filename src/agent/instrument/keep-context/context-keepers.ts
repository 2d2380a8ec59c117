import type { keepContext } from './keep-context';

/** Exports of the chunk `keep-context`. */
export interface KeepContextChunk {
  readonly keepContext: typeof keepContext;
}

/**
 * Packages, with the files that matter, in which a request waits for another request's connection and goes on in that
 * request's context. Without a change, spans would end up in the traces of other requests, as they do upstream.
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
