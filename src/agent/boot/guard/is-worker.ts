/**
 * True in a worker thread. Loading `worker_threads` takes a main thread 2 to 3 ms, more than the rest of the guard, so
 * this looks at a function that workers do not have.
 */
export function isWorker(): boolean {
  return (process.chdir as { disabled?: boolean }).disabled === true;
}
