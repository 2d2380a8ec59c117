import { type ProgramOptions, runProgram } from '../../../lifecycle/run-program';
import { type TracedRun, tracedRun } from '../traced-run';

/** Runs of a program that says what the app sees, in lines that begin with `=`. */
export interface ThreeRuns {
  readonly lean: TracedRun;
  readonly upstream: TracedRun;
  readonly bare: readonly string[];
}

/** Runs a program with the agent's own pieces, with upstream's, and without the agent. */
export async function threeRuns(program: ProgramOptions): Promise<ThreeRuns> {
  const off = { ...program, env: { ...program.env, OTEL_AGENT_LEAN: 'off' } };
  const [lean, upstream, bare] = await Promise.all([
    tracedRun(program),
    tracedRun(off),
    runProgram({ ...program, agent: false }),
  ]);
  return { lean, upstream, bare: visible(bare.stderr.trim().split('\n')) };
}

/** Picks the lines that tell what the app sees. */
export function visible(lines: readonly string[]): string[] {
  return lines.filter(line => line.startsWith('= '));
}
