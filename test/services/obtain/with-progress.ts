import type { Log } from './source';

const REMINDER_MS = 20_000;

/** Runs `task` and says so: at the start, every 20 s while it lasts, and at the end. */
export async function withProgress<T>(what: string, log: Log, task: () => Promise<T>): Promise<T> {
  const started = Date.now();
  const seconds = () => `${((Date.now() - started) / 1_000).toFixed(1)} s`;
  log(`${what} …`);
  const reminder = setInterval(() => log(`${what}: ${seconds()} so far`), REMINDER_MS);
  try {
    const result = await task();
    log(`${what}: done in ${seconds()}`);
    return result;
  } catch (error) {
    log(`${what}: failed after ${seconds()}`);
    throw error;
  } finally {
    clearInterval(reminder);
  }
}
