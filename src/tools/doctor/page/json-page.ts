import { version } from '../../../../package.json';
import type { Row } from '../run-checks';
import { worstOf } from '../run-checks';
import type { Subject } from '../view/subject';

/** Formats the rows as JSON, in the form of docs/doctor.md. Fields are added in later versions, never taken away. */
export function jsonPage(rows: readonly Row[], subject: Subject): string {
  const { source, folder, script, nodeVersion } = subject;
  const page = {
    version,
    status: worstOf(rows),
    counts: countsOf(rows),
    subject: {
      source,
      pid: subject.pid ?? null,
      folder,
      script: script ?? null,
      nodeVersion: nodeVersion ?? null,
    },
    checks: rows.map(({ check, status, about, seen, why, mend, tookMs }) => ({
      check,
      status,
      about: about ?? null,
      seen,
      why: why ?? null,
      mend: mend ?? null,
      tookMs,
    })),
    report: subject.running?.report ?? null,
  };
  return `${JSON.stringify(page, null, 2)}\n`;
}

/** Number of rows of each status. */
export function countsOf(rows: readonly Row[]): Record<Row['status'], number> {
  const count = (status: Row['status']) => rows.filter(row => row.status === status).length;
  return { ok: count('ok'), warn: count('warn'), fail: count('fail') };
}
