import path from 'node:path';
import { makeAppFolder } from '../../../../app-folder';
import type { NodeMajor } from '../../../../nodes';
import type { CollectedSpan } from '../../../../services/collector/collected';
import { removeFolder } from '../../../../services/process/remove-folder';
import { installPackages } from '../../../boot/guard/install-package';
import { runProgram } from '../../../lifecycle/run-program';
import { type TracedRun, tracedRun } from '../traced-run';

export interface GenAiProgram {
  /** File of test/fixtures/instrument/lean/genai/. */
  readonly program: string;
  readonly packages: Readonly<Record<string, string>>;
  readonly way?: 'import' | 'require';
  readonly nodeMajor?: NodeMajor;
  readonly nodeArgs?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A run under the agent, and what the program prints without it. */
export interface GenAiRun extends TracedRun {
  readonly bare: readonly string[];
}

/** Far beyond a second or two, for a busy machine. */
const LIMIT_MS = 120_000;

/** Runs a program beside packages of these releases, with the agent and without. */
export async function genAiRun({
  program,
  packages,
  way = 'import',
  ...options
}: GenAiProgram): Promise<GenAiRun> {
  const modules = await installPackages({ ...packages, '@opentelemetry/api': '1.10.0' });
  const folder = makeAppFolder('instrument/lean/genai', modules);
  try {
    const run = { ...options, script: path.join(folder, program), args: [way], limitMs: LIMIT_MS };
    const [traced, bare] = await Promise.all([tracedRun(run), runProgram({ ...run, agent: false })]);
    // Calls at once end in any order.
    return { ...traced, lines: [...traced.lines].sort(), bare: bare.stderr.trim().split('\n').sort() };
  } finally {
    await removeFolder(folder);
  }
}

/** The spans of the agent's own below that of a name, however deep. */
export function spansBelow(spans: readonly CollectedSpan[], name: string, scope: RegExp): CollectedSpan[] {
  const below = (id: string): CollectedSpan[] =>
    spans.filter(({ parentSpanId }) => parentSpanId === id).flatMap(span => [span, ...below(span.spanId)]);
  return below(spans.find(span => span.name === name)!.spanId).filter(span => scope.test(span.scope.name));
}

/** Text of all spans, to look for what must not be there. */
export const textOf = (spans: readonly CollectedSpan[]): string =>
  JSON.stringify(spans, (_key, value) => (typeof value === 'bigint' ? String(value) : value));
