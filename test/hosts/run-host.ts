import { readdirSync } from 'node:fs';
import path from 'node:path';
import { judge, type Runs, type Verdict } from './compare';
import type { Outcomes } from './outcome';
import { runTestFile, type TestFile } from './run-test-file';

/** The tests of one package, ready to be run. */
export interface Suite {
  readonly name: string;
  readonly version: string;
  readonly files: readonly TestFile[];
  readonly alone: boolean;
  readonly isWithoutSpans: boolean;
  close(): Promise<void>;
}

/** Verdicts on the tests of a package, by file and test. */
export type Verdicts = Map<string, Map<string, Verdict>>;

/** Environment of the runs under the agent; the bare ones get the same without NODE_OPTIONS. */
export interface RunHostOptions {
  readonly tracedEnv: Readonly<Record<string, string>>;
  readonly bareEnv: Readonly<Record<string, string>>;
  /** Number of bare runs of each file before any comparison. */
  readonly bareRuns: number;
}

/** Number of further runs, both ways, of a file with a test that seems to have changed, before it is judged. */
const MORE_RUNS = 4;
const FILES_AT_ONCE = 2;

/** Runs every file of a suite bare and under the agent, and judges each test. */
export async function runHost(suite: Suite, options: RunHostOptions): Promise<Verdicts> {
  const verdicts: Verdicts = new Map();
  const rest = [...suite.files];
  const work = async () => {
    for (let test = rest.shift(); test !== undefined; test = rest.shift())
      verdicts.set(path.relative(test.folder, test.file), await judgeFile(test, options));
  };
  await Promise.all(Array.from({ length: suite.alone ? 1 : FILES_AT_ONCE }, work));
  return verdicts;
}

async function judgeFile(test: TestFile, options: RunHostOptions): Promise<Map<string, Verdict>> {
  const bare = () => runTestFile({ ...test, env: { ...test.env, ...options.bareEnv } });
  const traced = () => runTestFile({ ...test, env: { ...test.env, ...options.tracedEnv } });
  const runs: Runs = { bare: [await bare()], traced: [await traced()] };
  while (runs.bare.length < options.bareRuns) runs.bare.push(await bare());
  if (!isChanged(runs)) return judge(runs);
  for (let more = 0; more < MORE_RUNS; more++) {
    runs.bare.push(await bare());
    runs.traced.push(await traced());
  }
  return judge(runs);
}

function isChanged({ bare, traced }: Runs): boolean {
  const [first] = bare as [Outcomes];
  return [...first].some(([id, outcome]) => outcome === 'passed' && traced[0]!.get(id) !== 'passed');
}

/** Files below a folder whose paths match, sorted. */
export function findFiles(folder: string, wanted: RegExp): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map(file => file.split(path.sep).join('/'))
    .filter(file => wanted.test(file) && !file.includes('node_modules/'))
    .sort()
    .map(file => path.join(folder, file));
}
