import { type Check, type Finding, fail, type Status } from './check';
import type { Subject } from './view/subject';

/** Row of the page: a finding with its check. */
export interface Row extends Finding {
  readonly check: string;
  readonly tookMs: number;
}

/** Longest time of a check. */
export const CHECK_TIMEOUT_MS = 5000;

/** Runs all checks side by side; rows come in the order of the table. `onDone` is called after each check. */
export async function runChecks(
  checks: readonly Check[],
  subject: Subject,
  onDone: (done: number) => void = () => {},
  timeoutMs = CHECK_TIMEOUT_MS,
): Promise<Row[]> {
  let done = 0;
  const rows = checks.map(async check => {
    const startedMs = performance.now();
    const findings = await findingsOf(check, subject, timeoutMs);
    onDone(++done);
    const tookMs = Math.round(performance.now() - startedMs);
    return findings.map(finding => ({ check: check.name, ...finding, tookMs }));
  });
  return (await Promise.all(rows)).flat();
}

/** The worst of all rows. */
export function worstOf(rows: readonly Pick<Row, 'status'>[]): Status {
  const statuses = rows.map(({ status }) => status);
  return statuses.includes('fail') ? 'fail' : statuses.includes('warn') ? 'warn' : 'ok';
}

async function findingsOf(check: Check, subject: Subject, timeoutMs: number): Promise<readonly Finding[]> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Finding>(resolve => {
    timer = setTimeout(() => resolve(tooLate(timeoutMs)), timeoutMs);
  });
  try {
    return [await Promise.race([Promise.resolve(check.run(subject)), late])].flat();
  } catch (error) {
    return [broken(error)];
  } finally {
    clearTimeout(timer);
  }
}

function tooLate(timeoutMs: number): Finding {
  return fail({
    seen: `no result within ${timeoutMs / 1000} s`,
    why: 'what takes so long here may hold up the app, too',
    mend: 'run otel-agent doctor again; a file system or network that hangs is the usual reason',
  });
}

function broken(error: unknown): Finding {
  return fail({
    seen: `the check itself failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    why: 'nothing is known about this point',
    mend: 'report it with this text',
  });
}
