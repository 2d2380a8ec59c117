import { isWorker } from './is-worker';
import { DOCTOR, warn } from './say';

/**
 * Says why the agent does not run, for errors before the guard: permissions keep it from its files or the environment.
 */
export function standAside(error: unknown): void {
  if (isWorker()) return; // The main thread has said it.
  const { deno } = process.versions;
  if (deno !== undefined) {
    warn({}, `Deno ${deno} is not supported: the app runs uninstrumented`, 'OTEL_DENO=true traces it');
    return;
  }
  const { code, message } = Object(error) as { code?: string; message?: string };
  const isDenied = code === 'ERR_ACCESS_DENIED';
  const reason = isDenied ? '' : `: ${message || String(error)}`;
  const mend = isDenied ? `add --allow-fs-read=${__dirname}/*` : DOCTOR;
  warn(logLevel(), `could not start, the app runs without it${reason}`, mend);
}

function logLevel(): { OTEL_LOG_LEVEL?: string | undefined } {
  try {
    return { OTEL_LOG_LEVEL: process.env.OTEL_LOG_LEVEL };
  } catch {
    return {};
  }
}
