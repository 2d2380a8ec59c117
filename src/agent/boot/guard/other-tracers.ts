// biome-ignore-all lint/style/useNodejsImportProtocol: Node 12 does not know the prefix.
import { readFileSync } from 'fs';

/** Other tracer of this process: its possible packages, the likeliest first, and its sign of activity. */
interface OtherTracer {
  readonly name: string;
  readonly packages: readonly string[];
  isAtWork(): boolean;
}

/** Finds another vendor's agent that is at work in this thread, by name and place. Cheap while there is none. */
export function otherApm(): string | undefined {
  return found(APMS);
}

/** Files that start these agents, beside their main files. */
export const APM_FILES: ReadonlyMap<string, readonly string[]> = new Map([
  ['dd-trace', ['init.js']],
  ['newrelic', []],
  ['elastic-apm-node', ['start.js']],
]);

/** Finds OpenTelemetry, or another vendor's agent, that is at work before this agent has started. */
export function tracerAtWork(): string | undefined {
  return found([OPEN_TELEMETRY, ...APMS]);
}

function found(tracers: readonly OtherTracer[]): string | undefined {
  for (const tracer of tracers) if (isAtWork(tracer)) return describe(tracer);
  return undefined;
}

/** Asks a tracer's internals, which may change: an error counts as absent. */
function isAtWork(tracer: OtherTracer): boolean {
  try {
    return tracer.isAtWork();
  } catch {
    return false;
  }
}

interface Marks {
  [API: symbol]: { trace?: unknown } | undefined;
  _ddtrace?: { _initialized?: boolean; _tracingInitialized?: boolean };
}
const marks = globalThis as Marks;
/** Loaded modules; newrelic leaves its own API there, too. */
function loadedModules(): Record<string, { exports?: unknown } | undefined> {
  // Not `require.cache`, which files with kept code lack (code-cache.ts).
  return (module.constructor as unknown as { _cache: NodeJS.Dict<{ exports?: unknown }> })._cache;
}

const APMS: readonly OtherTracer[] = [
  {
    name: 'Datadog',
    packages: ['dd-trace'],
    isAtWork: () => marks._ddtrace?._tracingInitialized === true,
  },
  {
    name: 'New Relic',
    packages: ['newrelic'],
    isAtWork: () => Boolean((loadedModules() as { __NR_cache?: { agent?: unknown } }).__NR_cache?.agent),
  },
  {
    name: 'Elastic APM',
    packages: ['elastic-apm-node'],
    isAtWork() {
      const isStarted = Object.getOwnPropertySymbols(globalThis).some(isElastic);
      return isStarted && isElasticActive();
    },
  },
];

const isElastic = ({ description }: symbol) => description === 'ElasticAPMAgentInitialized';

/** False for an agent configured as inactive, which counts as started all the same. */
function isElasticActive(): boolean {
  const loaded = loadedModules();
  const main = Object.keys(loaded).find(file => /[\\/]elastic-apm-node[\\/]index\.js$/.test(file));
  const agent = main === undefined ? undefined : loaded[main]!.exports;
  return (agent as { _conf?: { active?: boolean } } | undefined)?._conf?.active !== false;
}

const OPEN_TELEMETRY: OtherTracer = {
  name: 'OpenTelemetry',
  packages: [
    '@elastic/opentelemetry-node',
    '@splunk/otel',
    '@azure/monitor-opentelemetry',
    '@sentry/node',
    '@vercel/otel',
    '@opentelemetry/auto-instrumentations-node',
    '@opentelemetry/sdk-node',
    '@opentelemetry/sdk-trace-node',
    '@opentelemetry/sdk-trace-base',
    '@opentelemetry/sdk-trace',
    '@opentelemetry/api',
  ],
  isAtWork: () => marks[Symbol.for('opentelemetry.js.api.1')]?.trace !== undefined,
};

/** Describes a tracer: `Datadog (dd-trace 6.21.0 in /app/node_modules/dd-trace)` */
function describe({ name, packages }: OtherTracer): string {
  const files = Object.keys(loadedModules()).map(file => file.replace(/\\/g, '/'));
  for (const packageName of packages) {
    const inner = `/node_modules/${packageName}/`;
    const file = files.find(path => path.includes(inner));
    if (file === undefined) continue;
    const folder = file.slice(0, file.lastIndexOf(inner) + inner.length - 1);
    return `${name} (${packageName}${versionIn(folder)} in ${folder})`;
  }
  return name;
}

function versionIn(folder: string): string {
  try {
    return ` ${JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')).version}`;
  } catch {
    return '';
  }
}
