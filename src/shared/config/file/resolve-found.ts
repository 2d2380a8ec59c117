import { batchingOf } from '../derived/batching';
import { limitsOf } from '../derived/limits';
import { samplerOf } from '../derived/sampler';
import { type SignalExports, signalsOf, type Target } from '../derived/signals';
import type { GetValue, ReportConflict } from '../read/get-value';
import { sortTexts } from '../read/given-texts';
import { parseTexts } from '../read/given-values';
import type { SettingsSource } from '../read/sources';
import { getterOf, type ResolveInput } from '../resolve';
import type { GivenValue, Problem, ResolvedConfig } from '../resolved-config';
import { findSetting } from '../settings';
import type { Component, Found } from './into';
import { placeParts } from './place-parts';

type Given = Map<string, GivenValue>;
type SignalName = keyof SignalExports;

/** Processor or reader with its settings. */
interface Resolved extends Component {
  readonly get: GetValue;
  readonly report: ReportConflict;
  readonly given: Given;
}

/** Resolves what a file says, behind `sources`, which win. */
export function resolveFound(
  found: Found,
  sources: readonly SettingsSource[],
  input: ResolveInput,
): ResolvedConfig {
  const { instrumentationNames } = input;
  const problems: Problem[] = [...found.problems];
  const texts = sortTexts([...sources, found.texts], instrumentationNames);
  const base = parseTexts(texts, input, problems);
  const components = found.components.map((component): Resolved => {
    const flaws = [...component.problems];
    const own = parseTexts(sortTexts([component.texts], instrumentationNames), input, flaws);
    const given = beneathFlags(own, base);
    const get = getterOf(given);
    const of = { get, given, signals: signalsOf(get, () => {}) };
    problems.push(...flaws.map(flaw => ({ ...flaw, of })));
    return { ...component, given, get, report: reporter(given, problems) };
  });
  const given = together(base, components, found.declared.file);
  const get = getterOf(given);
  const report = reporter(given, problems);
  const { sampler } = found.declared;
  if (sampler !== undefined && get('OTEL_AGENT_SAMPLING_RULES') !== undefined)
    report(
      'OTEL_AGENT_SAMPLING_RULES',
      'takes the place of tracer_provider.sampler: only standard samplers stand behind rules',
      get('OTEL_TRACES_SAMPLER'),
    );
  return {
    get,
    signals: allSignals(get, report, components),
    sampler: samplerOf(get, report),
    limits: limitsOf(get),
    batching: batchingOf(get, report),
    given,
    problems: placeParts(problems, found),
    strangers: texts.strangers,
    former: texts.former,
    instrumentationNames,
    declared: { ...found.declared, readers: readersOf(components) },
  };
}

/** Values of a component over those of the whole file, without those that a flag outranks. */
function beneathFlags(own: Given, base: Given): Given {
  const isFlag = (name: string) => base.get(name)?.source.kind === 'flag';
  const counting = [...own].filter(([name]) => {
    const [general] = [name.replace(/_OTLP_(TRACES|METRICS|LOGS)_/, '_OTLP_')];
    return !isFlag(name) && !isFlag(general!) && !(name.endsWith('_PROTOCOL') && isFlag(ENDPOINT));
  });
  return new Map([...base, ...counting]);
}

const ENDPOINT = 'OTEL_EXPORTER_OTLP_ENDPOINT';

/** All values as single settings: of several components, the first that has a setting gives it. */
function together(base: Given, components: readonly Resolved[], file: string): Given {
  const given = new Map(base);
  const told = new Set<string>();
  for (const { signal, get, given: own } of components) {
    const [exporter] = get(`OTEL_${signal.toUpperCase() as Uppercase<SignalName>}_EXPORTER`);
    // Of two exporters of a kind only the first one is told: their settings may not be mixed.
    const isFirst = !told.has(`${signal} ${exporter}`);
    const isFirstOfSignal = !told.has(signal);
    told.add(signal).add(`${signal} ${exporter}`);
    for (const [name, value] of own) {
      const counts = OF_PROCESSOR.test(name) ? isFirstOfSignal : isFirst;
      if (counts && !given.has(name)) given.set(name, value);
    }
  }
  for (const signal of SIGNALS) {
    const name = `OTEL_${signal.toUpperCase()}_EXPORTER`;
    if (base.has(name)) continue;
    const ofSignal = components.filter(component => component.signal === signal);
    const exporters = [...new Set(ofSignal.flatMap(({ get }) => get(name as 'OTEL_TRACES_EXPORTER')))];
    const source = ofSignal[0]?.given.get(name)?.source ?? { kind: 'file', name: file };
    given.set(name, { value: exporters, raw: exporters.join(',') || 'none', source });
  }
  // A file without a propagator propagates nothing, and detects nothing unless it says so.
  for (const [name, value] of [
    ['OTEL_PROPAGATORS', []],
    ['OTEL_NODE_RESOURCE_DETECTORS', ['env']],
  ] as const) {
    if (!given.has(name))
      given.set(name, { value, raw: value.join(',') || 'none', source: { kind: 'file', name: file } });
  }
  return given;
}

const OF_PROCESSOR = /^OTEL_(BSP|BLRP|METRIC_EXPORT)_/;

const SIGNALS: readonly SignalName[] = ['traces', 'metrics', 'logs'];

function allSignals(get: GetValue, report: ReportConflict, components: readonly Resolved[]): SignalExports {
  const single = signalsOf(get, report);
  const one = (signal: SignalName) => {
    const ofSignal = components.filter(component => component.signal === signal);
    return ofSignal.length === 0
      ? single[signal]
      : { ...single[signal], targets: ofSignal.flatMap(component => targetsOf(component)) };
  };
  return { traces: one('traces'), metrics: one('metrics'), logs: one('logs') };
}

/** Receiver of a component: one, or none for a reader that is scraped. */
function targetsOf({ signal, get, report, isSimple }: Resolved): Target[] {
  const { targets } = signalsOf(get, report)[signal];
  if (signal === 'metrics') return [...targets];
  const rules = batchingOf(get, report)[signal];
  const batching = isSimple ? { ...rules, scheduleDelayMs: 0, maxBatchItems: 1 } : rules;
  return targets.map(target => ({ ...target, batching }));
}

function readersOf(components: readonly Resolved[]) {
  const readers = components.filter(({ signal }) => signal === 'metrics');
  const isScraped = ({ get }: Resolved) => get('OTEL_METRICS_EXPORTER').includes('prometheus');
  const plain = ({ get, reader }: Resolved) => ({ get, options: reader });
  return {
    pushed: readers.filter(one => !isScraped(one)).map(plain),
    scraped: readers.filter(isScraped).map(plain),
  };
}

/** Reports conflicts between given values, each once. */
function reporter(given: Given, problems: Problem[]): ReportConflict {
  return (name, message, used) => {
    const row = findSetting(name)!;
    const setting = !given.has(name) && 'like' in row ? row.like : name;
    const { raw, source } = given.get(setting) ?? {};
    if (raw === undefined || source === undefined) return;
    const heard = problems.some(
      other => other.setting === setting && other.message === message && other.source.line === source.line,
    );
    if (!heard)
      problems.push({ name: source.key ?? setting, setting, value: raw.trim(), source, message, used });
  };
}
