import { stringify } from 'yaml';
import type { SignalExports } from '../../derived/signals';
import type { ResolvedConfig } from '../../resolved-config';
import { BEFORE_THE_FILE, ownKey } from '../parts/distribution';
import { placeInFile } from '../places';
import { substitute } from '../substitute';
import { instrumentationsOf } from './instrumentations';
import { providersOf } from './providers';
import { isStandard, resourceOf } from './resource';
import { samplerOf } from './sampler';
import { plainValue, type Tree } from './values';

/**
 * Writes a configuration file that does what this environment does. Secrets, and names that Kubernetes gives each pod,
 * stay in the environment: the file refers to them.
 */
export function writeFile(config: ResolvedConfig): string {
  const tree: Tree = { file_format: '1.1' };
  const signals = Object.keys(config.signals) as (keyof SignalExports)[];
  const isOff = (key: string) => signals.some(s => key === PROVIDERS[s] && isSilent(config, s));
  const set = (name: string, value: unknown) => {
    const place = placeInFile(name)!.split('.');
    // A provider without processors or pushing readers has no place for their settings.
    const isHomeless = isOff(place[0]!) || OF_COMPONENTS.test(name);
    setAt(tree, isHomeless ? ['distribution', 'otel_agent', ownKey(name)] : place, value);
  };
  for (const [name, value] of general(config)) set(name, value);
  setAt(tree, ['resource'], resourceOf(config));
  const propagators = config.get('OTEL_PROPAGATORS');
  if (propagators.length > 0) setAt(tree, ['propagator', 'composite_list'], propagators.join(','));
  for (const signal of signals) {
    if (isSilent(config, signal)) continue;
    for (const [key, value] of Object.entries(providersOf[signal](config)))
      setAt(tree, [PROVIDERS[signal], key], value);
  }
  const sampler = samplerOf(config.sampler);
  if (!isSilent(config, 'traces')) setAt(tree, ['tracer_provider', 'sampler'], sampler);
  else if (config.given.has('OTEL_TRACES_SAMPLER'))
    setAt(tree, ['distribution', 'otel_agent', 'traces_sampler'], config.sampler.name);
  const detectors = config.get('OTEL_NODE_RESOURCE_DETECTORS');
  if (!isStandard(detectors))
    setAt(tree, ['distribution', 'otel_agent', 'resource_detectors'], detectors.join(',') || 'none');
  const js = instrumentationsOf(config);
  if (Object.keys(js).length > 0) setAt(tree, ['instrumentation/development', 'js'], js);
  return header(config) + stringify(ordered(tree), { lineWidth: 0 });
}

/** Variables that a written file refers to and that this environment does not have. */
export function unsetReferences(text: string, env: NodeJS.ProcessEnv): string[] {
  const result = substitute(text, env);
  const references = 'unset' in result ? result.unset : [];
  return [...new Set(references.map(reference => reference.slice(2, -1)))];
}

const PROVIDERS = {
  traces: 'tracer_provider',
  metrics: 'meter_provider',
  logs: 'logger_provider',
} as const;

function isSilent({ signals }: ResolvedConfig, signal: keyof SignalExports): boolean {
  return signals[signal].exporters.length === 0;
}

/** Settings that stand in the file as they are; the others are written by their own modules. */
const WRITTEN_ELSEWHERE =
  /^OTEL_(EXPORTER_(?!OTLP_METRICS_(TEMPORALITY|DEFAULT)).*|(TRACES|METRICS|LOGS)_EXPORTER|TRACES_SAMPLER(_ARG)?|PROPAGATORS|SERVICE_NAME|RESOURCE_ATTRIBUTES|NODE_RESOURCE_DETECTORS|INSTRUMENTATION_<NAME>_ENABLED|AGENT_INSTRUMENTATION_OPTIONS)$/;
/** Settings of each processor and reader. */
const OF_COMPONENTS = /^OTEL_(BSP|BLRP|METRIC_EXPORT|EXPORTER_OTLP_METRICS_(TEMPORALITY|DEFAULT))_/;
const OWNERS: readonly (readonly [RegExp, keyof SignalExports])[] = [
  [/^OTEL_BSP_/, 'traces'],
  [/^OTEL_BLRP_/, 'logs'],
  [/^OTEL_(METRIC_|EXPORTER_OTLP_METRICS_)/, 'metrics'],
];

function general(config: ResolvedConfig): [string, unknown][] {
  const entries: [string, unknown][] = [];
  for (const [name, given] of config.given) {
    if (WRITTEN_ELSEWHERE.test(name) || BEFORE_THE_FILE.some(one => one === name)) continue;
    const owner = OWNERS.find(([pattern]) => pattern.test(name))?.[1];
    if (OF_COMPONENTS.test(name) && owner !== undefined && config.signals[owner].targets.length > 0) continue;
    entries.push([name, plainValue(name, given)]);
  }
  return entries;
}

function setAt(tree: Tree, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) {
    tree[key] = value;
    return;
  }
  tree[key] ??= {};
  setAt(tree[key] as Tree, rest, value);
}

const ORDER = [
  'file_format',
  'disabled',
  'log_level',
  'resource',
  'attribute_limits',
  'propagator',
  'tracer_provider',
  'meter_provider',
  'logger_provider',
  'instrumentation/development',
  'distribution',
];

function ordered(tree: Tree): Tree {
  return Object.fromEntries(ORDER.filter(key => key in tree).map(key => [key, tree[key]]));
}

function header({ given }: ResolvedConfig): string {
  const kept = BEFORE_THE_FILE.filter(name => name !== 'OTEL_CONFIG_FILE' && given.has(name));
  const lines = ['Made by `otel-agent config migrate`: does what the environment did.'];
  if (kept.length > 0) lines.push(`These stay in the environment: ${kept.join(', ')}.`);
  return `${lines.map(line => `# ${line}`).join('\n')}\n`;
}
