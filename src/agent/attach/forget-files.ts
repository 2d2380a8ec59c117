import Module from 'node:module';
import path from 'node:path';

/** Takes the agent's files out of `require.cache`, so that their memory is freed and the next attach begins afresh. */
export function forgetFiles(folder: string): void {
  const { _cache: cache } = Module as unknown as { _cache: Record<string, unknown> };
  for (const filename of Object.keys(cache))
    if (filename.startsWith(folder + path.sep)) Reflect.deleteProperty(cache, filename);
}
