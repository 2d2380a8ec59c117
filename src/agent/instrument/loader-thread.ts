import Module from 'node:module';
import { processEnvironment } from '../../shared/config/read/sources';

/** Gives `file` to Node's thread for loaders, where that can start. Returns the reason where it cannot. */
export function registerLoader(file: string, data: unknown): unknown {
  try {
    const obstacle = obstacleToThread();
    if (obstacle === undefined) Module.register(file, { data });
    return obstacle;
  } catch (error) {
    return error;
  }
}

/** Finds what Node 20 does not survive: it waits for ever, ends the process, or throws words that say nothing. */
function obstacleToThread(): string | undefined {
  if (process.permission?.has('worker') === false) return 'threads are not granted: add --allow-worker';
  if (!hasFolder()) return 'the folder that the process was started in is gone';
  if (hasUnreadableName()) return 'a variable of the environment has a name that is no UTF-8';
  return undefined;
}

function hasFolder(): boolean {
  try {
    process.cwd();
    return true;
  } catch {
    return false;
  }
}

/**
 * A thread gets a copy of the environment, made by names as they were decoded: such a variable is not found again.
 * `Object.keys` leaves it out for this reason.
 */
function hasUnreadableName(): boolean {
  const env = processEnvironment();
  return Reflect.ownKeys(env).some(name => env[name as string] === undefined);
}
