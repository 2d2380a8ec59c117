import { appendFileSync, writeSync } from 'node:fs';
import type { Log } from '../../shared/log';
import type { Report } from './report';
import { reportText } from './report-text';

/** Writes a report to its place: stderr, or the end of a file, where each process adds its own. Never throws. */
export function writeReport(place: string | true, report: Report | undefined, log: Log): void {
  if (report === undefined) return;
  try {
    if (place === true) writeSync(2, reportText(report));
    else appendFileSync(place, /\.jsonl?$/.test(place) ? `${JSON.stringify(report)}\n` : reportText(report));
  } catch (error) {
    log(
      'warn',
      `the report cannot be written (${(error as Error).message}): set OTEL_AGENT_REPORT to a file that this user can write to`,
    );
  }
}
