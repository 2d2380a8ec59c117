import path from 'node:path';
import { flagsMarker, processEnvironment } from '../config/sources';
import { appendPreload } from './node-options';

/** The environment in which a command is instrumented with these settings (by environment name). */
export function childEnvironment(settings: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
  const env = processEnvironment();
  const marked = [...(env[flagsMarker]?.split(',') ?? []), ...Object.keys(settings)];
  return {
    ...env,
    ...settings,
    ...(marked.length > 0 ? { [flagsMarker]: [...new Set(marked)].join(',') } : {}),
    NODE_OPTIONS: appendPreload(env.NODE_OPTIONS, path.join(__dirname, 'preload.js')),
  };
}
