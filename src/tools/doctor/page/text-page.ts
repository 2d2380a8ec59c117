import { version } from '../../../../package.json';
import { reportText } from '../../../agent/self-report/report-text';
import type { Row } from '../run-checks';
import type { Subject } from '../view/subject';
import { countsOf } from './json-page';

/** Colours a text, or leaves it as it is. */
export type Paint = (colour: 'green' | 'yellow' | 'red' | 'dim', text: string) => string;

const COLOURS = { ok: 'green', warn: 'yellow', fail: 'red' } as const;

/** Formats the rows as a page: a line each, with reason and mend below those that are not ok. */
export function textPage(rows: readonly Row[], subject: Subject, paint: Paint): string {
  const width = Math.max(...rows.map(({ check }) => check.length));
  const { ok, warn, fail } = countsOf(rows);
  const lines = rows.flatMap(row => linesOf(row, width, paint));
  const sum = [
    `${ok} ok`,
    warn > 0 && paint('yellow', `${warn} to look at`),
    fail > 0 && paint('red', `${fail} failed`),
  ];
  const report = subject.running?.report;
  const told = report === undefined ? [] : ['', reportText(report).trimEnd()];
  return [titleOf(subject), ...told, '', ...lines, '', sum.filter(Boolean).join(', '), ''].join('\n');
}

function titleOf({ source, folder, script, nodeVersion }: Subject): string {
  const what = source === 'image' ? `the image in ${folder}` : (script ?? folder);
  return `otel-agent ${version} doctor: ${what}${nodeVersion === undefined ? '' : `, Node.js ${nodeVersion}`}`;
}

function linesOf({ check, status, about, seen, why, mend }: Row, width: number, paint: Paint): string[] {
  const head = `${paint(COLOURS[status], status.padEnd(4))}  ${check.padEnd(width)}  `;
  const indent = ' '.repeat(6 + width + 2);
  return [
    head + (about === undefined ? seen : `${about}: ${seen}`),
    ...(why === undefined ? [] : [indent + paint('dim', `why:  ${why}`)]),
    ...(mend === undefined ? [] : [`${indent}mend: ${mend}`]),
  ];
}
