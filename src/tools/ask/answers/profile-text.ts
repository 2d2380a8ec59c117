import { countOf } from '../../../viewer/receiver/count-of';
import { cleanText } from '../../../viewer/receiver/terminal/clean-text';
import { numberCell, tableOf } from '../table';
import type { Page } from './answer';
import type { ProfileData } from './profile-data';
import { ms } from './services';

const MAX_BLOCKS = 3;
const MAX_ELSEWHERE = 5;
const MAX_FRAMES = 6;

/** Lines for the terminal: the time of slow requests, functions by self time, and blocks of the event loop. */
export function profileText(data: ProfileData, page: Page): string {
  const { service, pid, seconds, operation, requests, cpuMs, functions, processFunctions, blocks } = data;
  const { paint, columns, goOn } = page;
  const lines = [
    `${paint('cyan', cleanText(service, 40))} process ${pid}, ${seconds} s, ${ms(cpuMs)} of CPU${operation === undefined ? '' : ` in the slow requests of ${paint('bold', cleanText(operation, 80))}`}`,
  ];
  if (requests !== undefined && requests.count > 0) {
    const { count, meanMs, cpuMs: own, databaseMs, remoteMs, waitingMs } = requests;
    lines.push(
      `  ${count} slow requests take ${ms(meanMs)}: ${ms(own)} CPU, ${ms(databaseMs)} databases, ${ms(remoteMs)} other calls, ${ms(waitingMs)} waiting`,
    );
  }
  if (data.unfinished !== undefined) lines.push(`  ${unfinishedText(data, data.unfinished)}`);
  if (functions.length === 0) lines.push('', 'no sample fell into them: they only waited');
  else lines.push('', 'self time by function', functionTable(functions, page));
  const isWaiting = requests !== undefined && requests.waitingMs > requests.meanMs / 2;
  if (isWaiting && processFunctions.length > 0)
    lines.push(
      '',
      'meanwhile the process was in',
      functionTable(processFunctions.slice(0, MAX_ELSEWHERE), page),
    );
  for (const { durationMs, traceId, stack } of blocks.slice(0, MAX_BLOCKS)) {
    lines.push('', `the event loop stood still for ${ms(durationMs)}`);
    lines.push(...stack.slice(0, MAX_FRAMES).map(frame => `  at ${cleanText(frame, columns - 5)}`));
    if (traceId !== undefined) lines.push(paint('dim', `  ${goOn(traceId)}`));
  }
  return lines.join('\n');
}

function unfinishedText(
  { operation }: ProfileData,
  { count, cpuMs }: NonNullable<ProfileData['unfinished']>,
): string {
  const part = operation === undefined ? 'of this CPU' : 'of CPU, which are not in these figures';
  return `${countOf(count, 'request')} had not ended when the profile did: ${ms(cpuMs)} ${part}; a longer profile tells more (--seconds)`;
}

function functionTable(functions: ProfileData['functions'], { paint, columns }: Page): string {
  const rows = functions.map(({ name, place, selfMs, share }) => [
    numberCell(`${Math.round(share * 100)}%`, 'yellow'),
    numberCell(ms(selfMs)),
    { text: cleanText(name, 60), colour: 'bold' as const },
    { text: cleanText(place, Math.max(20, columns - 60)) },
  ]);
  return tableOf(rows, paint);
}
