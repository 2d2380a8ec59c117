import { errorTextOf } from '../analyse/errors/error-text';
import { rootCauses } from '../analyse/errors/root-causes';
import { collapse, type Row } from '../analyse/trace/collapse';
import { slowestPath } from '../analyse/trace/slowest-path';
import { buildTree, mainRoot, type TreeNode } from '../analyse/trace/tree';
import type { Trace } from '../trace';
import { cleanText } from './clean-text';
import { formatDuration } from './format-duration';
import type { Paint } from './paint';
import { timeBar } from './time-bar';
import { guidesBefore, guidesUnder } from './tree-guides';

export interface RenderOptions {
  readonly columns: number;
  readonly paint: Paint;
  /** Lines of one tree; what does not fit is counted. */
  readonly maxRows?: number;
}

/** Values that all lines of a tree share. */
interface Frame {
  readonly paint: Paint;
  readonly traceNs: number;
  readonly slow: ReadonlySet<TreeNode>;
  /** Nodes where failures began; their lines say what failed. */
  readonly causes: ReadonlySet<TreeNode>;
  readonly textColumns: number;
  readonly barColumns: number;
}

const DURATION_COLUMNS = 10;

/**
 * A trace as a tree with a bar for each span's time, repeats collapsed, the way to the slowest part marked with a
 * diamond, and failures with what they said. Every string in it is safe to print.
 */
export function renderTrace(trace: Trace, { columns, paint, maxRows = 40 }: RenderOptions): string {
  const tree = buildTree(trace);
  const { rows, left } = collapse(tree, maxRows);
  const main = mainRoot(tree);
  const barColumns = Math.max(8, Math.min(32, Math.floor((columns - 40) / 2)));
  const frame: Frame = {
    paint,
    traceNs: trace.durationNs,
    slow: new Set(main === undefined ? [] : slowestPath(main).flatMap(step => step.nodes)),
    causes: new Set(rootCauses(tree).map(({ cause }) => cause)),
    textColumns: Math.max(20, columns - barColumns - DURATION_COLUMNS - 4),
    barColumns,
  };
  const lines = [headingOf(trace, paint), ...rows.flatMap(row => linesOf(row, frame))];
  if (left > 0) lines.push(paint('dim', `… ${left} more span${left === 1 ? '' : 's'}`));
  return `${lines.join('\n')}\n`;
}

function headingOf({ traceId, startUnixNano, durationNs, spans }: Trace, paint: Paint): string {
  const time = new Date(Number(startUnixNano / 1_000_000n));
  const clock = Number.isNaN(time.getTime()) ? 'unknown time' : time.toISOString().slice(11, 23);
  const count = `${spans.length} span${spans.length === 1 ? '' : 's'}`;
  const failed = spans.filter(span => span.status === 'error').length;
  const heading = paint('dim', `trace ${traceId}  ${clock}  ${formatDuration(durationNs)}  ${count}`);
  return failed === 0 ? heading : `${heading}  ${paint('red', `${failed} failed`)}`;
}

function linesOf(row: Row, frame: Frame): string[] {
  const { paint, textColumns, barColumns, traceNs } = frame;
  const { span } = row.nodes[0]!;
  const failed = span.status === 'error';
  const slow = row.nodes.some(node => frame.slow.has(node));
  const totalNs = row.nodes.reduce((sum, node) => sum + node.durationNs, 0);
  const colour = failed ? 'red' : slow ? 'yellow' : undefined;
  const inColour = (text: string) => (colour === undefined ? text : paint(colour, text));
  const line = [
    textOf(row, failed, frame),
    inColour(slow ? '◆' : failed ? '✗' : ' '),
    inColour(formatDuration(totalNs).padStart(DURATION_COLUMNS)),
    ' ',
    inColour(timeBar(row.nodes, traceNs, barColumns)),
  ];
  const cause = row.nodes.find(node => frame.causes.has(node));
  const said = cause === undefined ? '' : errorTextOf(cause.span);
  if (said === '') return [line.join('').trimEnd()];
  const guides = guidesUnder(row.more);
  const remark = cleanText(said, textColumns + barColumns - guides.length);
  return [line.join('').trimEnd(), paint('dim', guides) + paint('red', `✗ ${remark}`)];
}

/** Guides, service (where it is another than the parent's), label and count, filled up to the text's width. */
function textOf(row: Row, failed: boolean, { paint, textColumns }: Frame): string {
  const node = row.nodes[0]!;
  const { service } = node.span;
  const guides = guidesBefore(row.more);
  const before = service === node.parent?.span.service ? '' : `${cleanText(service, 30)} `;
  const count = row.nodes.length > 1 ? ` x ${row.nodes.length}` : '';
  const label = cleanText(row.label, Math.max(8, textColumns - guides.length - before.length - count.length));
  const used = guides.length + before.length + [...label].length + count.length;
  const text =
    paint('dim', guides) +
    paint('cyan', before) +
    (failed ? paint('red', label) : label) +
    paint('bold', count);
  return text + ' '.repeat(Math.max(1, textColumns - used));
}
