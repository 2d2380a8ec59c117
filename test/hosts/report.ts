import type { Verdict } from './compare';
import type { Host } from './host';
import { isTest } from './outcome';
import type { Verdicts } from './run-host';

/** Result of a host. */
export interface HostResult {
  readonly name: string;
  readonly version: string;
  readonly verdicts: Verdicts;
  readonly spans: number;
  readonly seconds: number;
  /** Reason why there is nothing to count, or why the run proves nothing. */
  readonly problem?: string;
}

export interface Sum {
  passed: number;
  /** Tests that changed, and hosts whose run proves nothing. */
  failed: number;
  skipped: number;
}

/** Sums up the counts of all hosts, without entries that are no test by themselves, unless these changed. */
export function sumOf(results: readonly HostResult[]): Sum {
  const sum: Sum = { passed: 0, failed: 0, skipped: 0 };
  for (const result of results) {
    const counts = countVerdicts(result.verdicts);
    sum.passed += counts.passed;
    sum.failed += counts.changed + (result.problem === undefined ? 0 : 1);
    sum.skipped += counts.known + counts.unstable + counts.failed + counts.skipped;
  }
  return sum;
}

/** Writes a line for a host and for each test that changed or is unstable; with details also for tests that fail bare. */
export function describeHost(result: HostResult, hasDetails: boolean): string {
  const { name, version, verdicts, spans, seconds, problem } = result;
  const counts = countVerdicts(verdicts);
  const head = [
    `${name} ${version}`.padEnd(36),
    `${counts.passed} passed`.padStart(12),
    `${counts.changed} changed`.padStart(10),
    `${counts.failed + counts.skipped} not passing bare`.padStart(21),
    `${counts.unstable} unstable`.padStart(11),
    `${spans} spans`.padStart(13),
    `${seconds.toFixed(0)} s`.padStart(6),
  ].join(' ');
  const told: Verdict[] = ['changed', 'known', 'unstable', ...(hasDetails ? (['failed'] as const) : [])];
  const lines = told.flatMap(verdict => linesOf(verdicts, verdict));
  if (problem !== undefined) lines.unshift(`  PROBLEM ${problem}`);
  return [head, ...lines].join('\n');
}

/** Writes a line for each package, or part of a package, whose tests are not run or known to change, with the reason. */
export function describeLeftOut(hosts: readonly Host[], packages: Readonly<Record<string, string>>): string {
  const lines = hosts.flatMap(({ name, except }) =>
    except === undefined || except.reason === 'parts of tests'
      ? []
      : [`  not run: ${name}, ${except.files.source}: ${except.reason}`],
  );
  return [
    ...lines,
    ...Object.entries(packages).map(([name, reason]) => `  not run: ${name}: ${reason}`),
  ].join('\n');
}

function countVerdicts(verdicts: Verdicts): Record<Verdict, number> {
  const counts = { passed: 0, changed: 0, known: 0, unstable: 0, failed: 0, skipped: 0 };
  for (const byTest of verdicts.values())
    for (const [id, verdict] of byTest) if (verdict === 'changed' || isTest(id)) counts[verdict] += 1;
  return counts;
}

function linesOf(verdicts: Verdicts, wanted: Verdict): string[] {
  return [...verdicts].flatMap(([file, byTest]) =>
    [...byTest]
      .filter(([, verdict]) => verdict === wanted)
      .map(([id]) => `  ${wanted.toUpperCase()} ${file}: ${id}`),
  );
}
