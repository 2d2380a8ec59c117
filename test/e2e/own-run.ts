import { type TracedRun, tracedRun } from '../agent/instrument/lean/traced-run';
import { type ProgramOptions, runProgram } from '../agent/lifecycle/run-program';
import type { CollectedSpan } from '../services/collector/collected';

/** Run of a program under the agent, beside its lines without it. */
export interface OwnRun extends TracedRun {
  readonly bare: readonly string[];
}

/** Runs a program with the agent and without. */
export async function ownRun(program: ProgramOptions): Promise<OwnRun> {
  const [traced, alone] = await Promise.all([tracedRun(program), runProgram({ ...program, agent: false })]);
  return { ...traced, bare: alone.stderr.trim().split('\n') };
}

/** Spans directly below the span of this name, as one line each: name, text of the statement, status. */
export function below({ spans }: TracedRun, name: string): string[] {
  const above = spans.find(span => span.name === name);
  return childrenOf(spans, above).map(describeSpan).sort();
}

/**
 * Spans directly below a span: the app's own first, then the others as they ended. Which scope comes first in a batch, and
 * in which batch, depends on when it was full.
 */
export function childrenOf(
  spans: readonly CollectedSpan[],
  above: CollectedSpan | undefined,
): CollectedSpan[] {
  const children = spans.filter(({ parentSpanId }) => parentSpanId === above?.spanId);
  const [own, others] = [true, false].map(isOwn =>
    children.filter(({ kind }) => (kind === 'internal') === isOwn),
  );
  return [...own!, ...others!];
}

function describeSpan({ kind, name, attributes, status }: CollectedSpan): string {
  const { 'db.query.text': text = '' } = attributes;
  const code = attributes['db.response.status_code'];
  return [kind, name, text && `[${text}]`, code, status.code === 'error' && `! ${status.message}`]
    .filter(part => part !== '' && part !== undefined && part !== false)
    .join(' ');
}

/** Everything that the spans hold, as one text. */
export function textOf({ spans }: TracedRun): string {
  return JSON.stringify(spans, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
}
