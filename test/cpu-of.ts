const TRIES = 5;
const LEAST_US = 40_000;

/**
 * The CPU of one call of `work` in us: the least of some tries, since the machine may be busy. A try repeats the work
 * for at least 40 ms of CPU, since some systems count CPU in steps of 10 ms.
 */
export function cpuOf(work: () => void): number {
  return Math.min(...Array.from({ length: TRIES }, () => cpuOfTry(work)));
}

function cpuOfTry(work: () => void): number {
  const started = process.cpuUsage();
  for (let calls = 1; ; calls++) {
    work();
    const { user } = process.cpuUsage(started);
    if (user >= LEAST_US) return user / calls;
  }
}
