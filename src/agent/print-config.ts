/* dist/print-config.js: this process described: its effective configuration as a page, and reports on the agent's work. */
import { writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { version } from '../../package.json';
import { hasConfigFile, type ResolvedConfig, resolveConfig } from '../shared/config';
import { withProxies } from '../shared/config/derived/proxies';
import { type DescribedProcess, exitCodeOf, printConfig } from '../shared/config/describe';
import { valueHintsOf } from '../shared/config/hints';
import { hintText, problemText } from '../shared/config/messages/messages';
import { withOptions } from '../shared/config/options/with-options';
import type { ValueSource } from '../shared/config/read/sources';
import type { ResolveInput } from '../shared/config/resolve';
import { DEFAULT_KEYS } from '../shared/rules/redaction-rules';
import { loadChunk } from './boot/chunks';
import type { Decision, Environment } from './boot/guard/facts';
import { CATALOGUE } from './instrument/catalogue/catalogue';
import { readRules } from './load-rules';
import type { RedactionChunk } from './redaction/redact-spans';
import { serviceName } from './resource/service-name';

export { printConfig } from '../shared/config/describe';
export { collectReport } from './self-report/collect-report';
export { createCounts } from './self-report/counts';
export { reportText } from './self-report/report-text';
export { writeReport } from './self-report/write-report';

/** Process as `otel-agent doctor -- CMD` finds it. `env` is in clear. */
export interface ProcessFacts {
  readonly cwd: string;
  readonly script: string | undefined;
  readonly args: readonly string[];
  readonly execArgv: readonly string[];
  readonly env: Environment;
  readonly version: string;
  readonly decision: Decision;
}

/** Describes this very process on stdout, and ends it before its app runs. */
export function describeAndEnd(env: Environment, script: string | undefined, decision: Decision): never {
  const {
    OTEL_AGENT_PRINT_CONFIG: format,
    OTEL_AGENT_PRINT_FACTS: file,
    OTEL_AGENT_PRINT_MARK: mark,
    ...others
  } = env;
  if (file !== undefined) tellFacts(file, { env: others, script, decision });
  const { page, exitCode } = describeConfig({
    env: others,
    format: format?.toLowerCase().includes('json') ? 'json' : 'text',
    entry: script,
    process: { script, instrumented: decision.instrument, reason: decision.reason },
  });
  writeSync(1, page);
  if (mark !== undefined) leaveMark(mark);
  process.exit(exitCode);
}

/** Lets `otel-agent --print-config` know that a page was printed. */
function leaveMark(file: string): void {
  try {
    writeFileSync(file, '', { flag: 'wx', mode: 0o600 });
  } catch {
    // Another process has left it, or this one may not write.
  }
}

/** Writes the facts into a file of the doctor's, which lies in a folder of this user alone, and ends the process. */
function tellFacts(file: string, told: Pick<ProcessFacts, 'env' | 'script' | 'decision'>): never {
  const { execArgv, versions } = process;
  const facts: ProcessFacts = {
    ...told,
    cwd: process.cwd(),
    args: process.argv.slice(2),
    execArgv,
    version: versions.node,
  };
  writeFileSync(file, JSON.stringify(facts), { flag: 'wx', mode: 0o600 });
  process.exit(0);
}

/** Input of a page. */
export interface Described {
  readonly env: Environment;
  /** Settings by environment name; they win over `env`. */
  readonly flags?: Readonly<Record<string, string>>;
  readonly format: 'text' | 'json';
  /** A script, whose package names the service. */
  readonly entry: string | undefined;
  readonly process?: DescribedProcess;
}

/** The page, and the exit code of a process that prints nothing else. */
export function describeConfig({ env, flags, format, entry, process: described }: Described) {
  const direct = resolve({ env, ...(flags && { flags }) });
  const config = withProxies(direct, env);
  const { get } = config;
  const service = serviceName({
    serviceName: get('OTEL_SERVICE_NAME'),
    attributes: get('OTEL_RESOURCE_ATTRIBUTES'),
    environment: env,
    detectors: get('OTEL_NODE_RESOURCE_DETECTORS'),
    entry: entry === undefined ? undefined : path.resolve(entry),
  });
  const from = service.from === undefined ? undefined : originOf(config, service.from);
  const facts = {
    version,
    nodeVersion: process.version,
    service: { ...service, from },
    ...(described && { process: described }),
  };
  return { page: printConfig(config, format, facts), exitCode: exitCodeOf(config) };
}

/** Settings as a process would resolve them: of a file, if one is named, else of the environment. */
export function resolve(given: Pick<ResolveInput, 'env' | 'flags'>): ResolvedConfig {
  const input = { ...given, readRules, instrumentationNames: CATALOGUE.map(row => row.name) };
  if (!hasConfigFile({ ...input.env, ...input.flags })) return withOptions(resolveConfig(input));
  return loadChunk<typeof import('../shared/config/file/config-file')>('config-file').resolveFile(input);
}

/** Words what is wrong with settings that are flags, whatever the process has in its environment. */
export function flagProblems(flags: Readonly<Record<string, string>>): string[] {
  const config = resolve({ env: {}, flags });
  const isFlag = ({ source }: { source: ValueSource }) => source.kind === 'flag';
  return [
    ...config.problems.filter(isFlag).map(problem => problemText(problem, config)),
    ...valueHintsOf(config).filter(isFlag).map(hintText),
  ];
}

/** A setting's name, or where it stands in a file. */
function originOf({ given }: ResolvedConfig, name: string): string {
  const source = given.get(name)?.source;
  return source?.kind === 'file' && source.line !== undefined
    ? `${source.name}:${source.line}:${source.column}`
    : name;
}

/** Makes the redaction of `otel-agent redact-test`: of lines of OTLP JSON, by the rules in force. */
export function createRedactTest({ env, flags }: Pick<Described, 'env' | 'flags'>) {
  const config = resolve({ env, ...(flags && { flags }) });
  const rules = config.get('OTEL_AGENT_REDACT') ?? { rules: [], defaults: DEFAULT_KEYS };
  const { createRedaction } = loadChunk<RedactionChunk>('redaction');
  const { otlpJson } = createRedaction(rules, config.get('OTEL_AGENT_REDACT_HASH_KEY'));
  const problems = config.problems.filter(({ setting }) => setting.startsWith('OTEL_AGENT_REDACT'));
  return { warnings: problems.map(problem => problemText(problem, config)), redactLine: otlpJson };
}
