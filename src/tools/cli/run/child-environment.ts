import path from 'node:path';
import { FLAGS_MARKER, processEnvironment } from '../../../shared/config/read/sources';
import { appendPreload } from './node-options';

/** Makes the environment that instruments a command with these settings (by environment name). */
export function childEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const env = processEnvironment();
  const marked = [...(env[FLAGS_MARKER]?.split(',') ?? []), ...Object.keys(settings)];
  return {
    ...env,
    ...settings,
    ...(marked.length > 0 ? { [FLAGS_MARKER]: [...new Set(marked)].join(',') } : {}),
    NODE_OPTIONS: appendPreload(env.NODE_OPTIONS, path.join(__dirname, 'preload.js')),
  };
}
