import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { exporterEnvironment, startHttpReceiver, type TestReceiver } from '../agent/lifecycle/receiver';
import { NODE_MAJORS, type NodeMajor, nodeBinary } from '../nodes';
import { removeFolder } from '../services/process/remove-folder';
import { makeTemporaryFolder } from '../services/process/temporary-folder';
import { withKnown } from './compare';
import type { Host, SuiteHost } from './host';
import { HOSTS, LEFT_OUT, SUITES } from './hosts';
import { describeHost, describeLeftOut, type HostResult, sumOf } from './report';
import { type RunHostOptions, runHost, type Suite, type Verdicts } from './run-host';
import { openHost, openSuite } from './suites';

/*
 * `npm run test:hosts`: other people's test suites, bare and under the agent, compared test by test.
 * `-- --only fastify,pg`, `--quick`, `--node 24`, `--json FILE`, `--details` for what does not pass without the agent,
 * `--dist FOLDER` for another build of the agent.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    node: { type: 'string' },
    json: { type: 'string' },
    details: { type: 'boolean', default: false },
    dist: { type: 'string', default: path.join(__dirname, '..', '..', 'dist') },
  },
});
main().catch(error => {
  console.error(error);
  process.exitCode = 1;
});

async function main(): Promise<void> {
  const major = majorOf(values.node ?? process.versions.node.split('.')[0]!);
  const node = values.node === undefined ? process.execPath : await nodeBinary(major);
  const receiver = await startHttpReceiver();
  const folder = makeTemporaryFolder('hosts');
  const preload = copyAgent(folder);
  const results: HostResult[] = [];
  for (const host of chosen()) {
    const result = await measure(host, { node, major, receiver, preload });
    console.log(describeHost(result, values.details));
    results.push(result);
  }
  if (values.only === undefined && !values.quick) console.log(describeLeftOut(HOSTS, LEFT_OUT));
  await receiver.close();
  await removeFolder(folder);
  const { passed, failed, skipped } = sumOf(results);
  if (values.json !== undefined)
    writeFileSync(values.json, JSON.stringify(jestLike({ passed, failed, skipped })));
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  if (failed > 0 || passed === 0) process.exitCode = 1;
}

function chosen(): (Host | SuiteHost)[] {
  const names = values.only?.split(',');
  const all = [...HOSTS, ...SUITES];
  const unknown = names?.filter(name => !all.some(host => host.name === name)) ?? [];
  if (unknown.length > 0) throw new Error(`no such host: ${unknown.join(', ')}`);
  return all.filter(host => names?.includes(host.name) ?? (!values.quick || host.isQuick));
}

/** Copies the agent, so that a run tests a single build even if another is made meanwhile. */
function copyAgent(folder: string): string {
  const root = path.join(__dirname, '..', '..');
  cpSync(values.dist, path.join(folder, 'dist'), { recursive: true });
  cpSync(path.join(root, 'package.json'), path.join(folder, 'package.json'));
  return path.join(folder, 'dist', 'preload.js');
}

interface Means {
  readonly node: string;
  readonly major: NodeMajor;
  readonly receiver: TestReceiver;
  readonly preload: string;
}

/** Runs a host; an error that stops it becomes its `problem`, and the others go on. */
async function measure(host: Host | SuiteHost, means: Means): Promise<HostResult> {
  const startedMs = Date.now();
  const seconds = () => (Date.now() - startedMs) / 1000;
  try {
    const suite =
      'runner' in host
        ? await openHost(host, means.node, values.quick)
        : await openSuite(host, await nodeFor(host, means));
    try {
      const verdicts = await runHost(suite, optionsOf(host, means));
      if ('known' in host && host.known !== undefined)
        for (const [file, byTest] of verdicts) verdicts.set(file, withKnown(byTest, host.known.tests));
      const spans = means.receiver.spansOf(host.name).length;
      const problem = problemOf(suite, verdicts, spans);
      const { name, version } = suite;
      return { name, version, verdicts, spans, seconds: seconds(), ...(problem && { problem }) };
    } finally {
      await suite.close();
    }
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { name: host.name, version: '', verdicts: new Map(), spans: 0, seconds: seconds(), problem };
  }
}

async function nodeFor({ since, build }: SuiteHost, { node, major }: Means): Promise<string> {
  if (build !== undefined) return process.execPath;
  return since === undefined || since <= major ? node : nodeBinary(since);
}

function optionsOf(host: Host | SuiteHost, { receiver, preload }: Means): RunHostOptions {
  const env = { ...plainEnvironment(), ...settings(host.name, receiver) };
  return {
    bareEnv: env,
    tracedEnv: { ...env, NODE_OPTIONS: `--require ${preload}` },
    bareRuns: values.quick ? 1 : 2,
  };
}

function problemOf(suite: Suite, verdicts: Verdicts, spans: number): string | undefined {
  const outcomes = [...verdicts.values()].flatMap(byTest => [...byTest.values()]);
  if (!outcomes.includes('passed')) return 'no test passes: there is nothing to compare';
  return spans === 0 && !suite.isWithoutSpans ? 'no span came: the agent was not at work' : undefined;
}

/** The settings are the same with and without the agent: a test may look at its environment. */
function settings(name: string, receiver: TestReceiver): Record<string, string> {
  return {
    ...exporterEnvironment(receiver, 'http/protobuf'),
    OTEL_METRICS_EXPORTER: 'otlp',
    OTEL_LOGS_EXPORTER: 'otlp',
    OTEL_RESOURCE_ATTRIBUTES: `test.run=${encodeURIComponent(name)}`,
    // By default these make no span without one above it.
    OTEL_AGENT_INSTRUMENTATION_OPTIONS:
      '{"ioredis":{"requireParentSpan":false},"redis":{"requireParentSpan":false}}',
    // A test runner is left alone by default, and here its process is the one that runs the tests.
    OTEL_AGENT_PROCESS_ALLOW: '**/mocha/bin/_mocha',
  };
}

/** Keeps the variables that a shell would have, without those of npm, of the coverage and of CI. */
function plainEnvironment(): Record<string, string> {
  const kept = ['PATH', 'HOME', 'TMPDIR', 'LANG', 'USER', 'SHELL', 'SystemRoot', 'TEMP'];
  const entries = kept.map(name => [name, process.env[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function majorOf(text: string): NodeMajor {
  const major = NODE_MAJORS.find(known => String(known) === text);
  if (major === undefined) throw new Error(`--node: one of ${NODE_MAJORS.join(', ')}, not ${text}`);
  return major;
}

/** Gives the counts the form that scripts/count-tests.mjs reads. */
function jestLike({ passed, failed, skipped }: { passed: number; failed: number; skipped: number }) {
  return {
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: skipped,
    numTodoTests: 0,
    numRuntimeErrorTestSuites: 0,
  };
}
