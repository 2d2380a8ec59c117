/**
 * True within `--require`, also for a file that another preload requires, as the images' autoinstrumentation.js does. Looks
 * at the stack: reading `module.parent` makes Node warn the app under `--pending-deprecation`.
 */
export function isPreloaded(): boolean {
  const { stackTraceLimit } = Error;
  const holder: { stack?: unknown } = {};
  try {
    Error.stackTraceLimit = Number.POSITIVE_INFINITY;
    Error.captureStackTrace(holder);
    return / at loadPreloadModules \(node:/.test(String(holder.stack));
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}
