import type { Sampler } from '@opentelemetry/sdk-trace';
import type { ResolvedConfig } from '../../shared/config';
import {
  type Comparison,
  compare,
  isInstrumentationOn,
  layOver,
  type RemoteSettings,
  readRemote,
} from '../../shared/config/file/config-file';
import type { ReadRules } from '../../shared/config/kinds/kind';
import type { Log, LogLevel } from '../../shared/log';
import type { ValueRedaction } from '../redaction/redact-values';
import type { Switches } from './switches';

/** Ways to change the running agent. */
export interface Changes {
  readonly switches: Switches;
  readonly log: Log;
  readonly readRules: ReadRules;
  readonly samplerOf: (config: ResolvedConfig) => Sampler;
  readonly redactionOf: (config: ResolvedConfig) => ValueRedaction;
  readonly setLogLevel: (level: LogLevel) => void;
  /** Turns instrumentations (short names) on and off. */
  readonly switchInstrumentations: (isOn: (name: string) => boolean) => void;
}

/** Settings that change while the process runs: those of this machine, and those of a server, which win. */
export class Live {
  readonly #changes: Changes;
  readonly #start: ResolvedConfig;
  #local: ResolvedConfig;
  #remote: RemoteSettings | undefined;
  #current: ResolvedConfig;

  constructor(config: ResolvedConfig, changes: Changes) {
    this.#changes = changes;
    this.#start = config;
    this.#local = config;
    this.#current = config;
  }

  /** Settings in force. */
  get current(): ResolvedConfig {
    return this.#current;
  }

  /** Takes a new version of the file over, and says what has changed. */
  adoptFile(local: ResolvedConfig, file: string): void {
    const { log } = this.#changes;
    const later = this.#remote === undefined ? local : layOver(local, this.#remote);
    const comparison = compare(this.#current, later, this.#start);
    for (const line of comparison.problems) log('warn', line);
    if (!comparison.isUsable) {
      log(
        'warn',
        `${file} cannot be used as it is now: its last good version stays in force; otel-agent config validate ${file} tells why`,
      );
      return;
    }
    this.#local = local;
    this.#apply(later);
    log('info', `${file} has changed; ${changesText(comparison)}`);
  }

  /** Takes a server's configuration over; an empty one takes its settings away. A mistake leaves the last one in force. */
  adoptRemote(text: string): { readonly isApplied: boolean; readonly error: string } {
    const { log, readRules } = this.#changes;
    const { instrumentationNames } = this.#local;
    const inputs = { readRules, ...(instrumentationNames && { instrumentationNames }) };
    const { settings, flaws, leftOut } = text.trim() === '' ? EMPTY : readRemote(text, inputs);
    const later = settings === undefined ? this.#local : layOver(this.#local, settings);
    const error = short(flaws.length > 0 ? flaws : conflicts(settings, later));
    if (error !== '') {
      log(
        'warn',
        `the OpAMP server's configuration cannot be used, and the last one stays in force: ${error}`,
      );
      return { isApplied: false, error };
    }
    const comparison = compare(this.#current, later, this.#start);
    this.#remote = settings;
    this.#apply(later);
    log('info', `the OpAMP server's configuration has changed; ${changesText(comparison)}`);
    if (leftOut.length === 0) return { isApplied: true, error: '' };
    const unchanged = `no server can change ${short(leftOut)}`;
    log('warn', `the OpAMP server's configuration: ${unchanged}`);
    return { isApplied: true, error: unchanged };
  }

  #apply(later: ResolvedConfig): void {
    const before = this.#current;
    this.#current = later;
    apply(this.#changes, before, later);
  }
}

/** Configuration of a server that says nothing. */
const EMPTY = { settings: undefined, flaws: [], leftOut: [] };

/** Mistakes of a server's configuration that show only beside the settings of this machine. */
function conflicts(settings: RemoteSettings | undefined, { get }: ResolvedConfig): string[] {
  return settings?.sampler !== undefined && get('OTEL_AGENT_SAMPLING_RULES') !== undefined
    ? [
        'tracer_provider.sampler is without effect beside sampling rules, behind which only standard samplers stand',
      ]
    : [];
}

function changesText({ changed, needsRestart }: Pick<Comparison, 'changed' | 'needsRestart'>): string {
  const parts = [
    changed.length > 0 ? `in force now: ${changed.join(', ')}` : '',
    needsRestart.length > 0 ? `needs a restart: ${needsRestart.join(', ')}` : '',
  ].filter(part => part !== '');
  return parts.join('; ') || 'nothing of it has an effect';
}

/** Most entries of a list that is told. */
const MOST = 10;

function short(list: readonly string[]): string {
  const more = list.length > MOST ? [`and ${list.length - MOST} more`] : [];
  return [...list.slice(0, MOST), ...more].join('; ');
}

/** Samplers hold rates, rules of keeping have learned, so each part stays unless it has changed. */
function apply(changes: Changes, before: ResolvedConfig, after: ResolvedConfig): void {
  const { switches } = changes;
  const hasChanged = (part: (config: ResolvedConfig) => unknown) =>
    JSON.stringify(part(before)) !== JSON.stringify(part(after));
  changes.setLogLevel(after.get('OTEL_LOG_LEVEL'));
  if (hasChanged(behindSampler)) switches.setSampler(changes.samplerOf(after));
  if (hasChanged(({ get }) => get('OTEL_AGENT_KEEP'))) switches.setKeep(after.get('OTEL_AGENT_KEEP'));
  if (hasChanged(behindRedaction)) switches.setRedaction(changes.redactionOf(after));
  for (const signal of ['traces', 'metrics', 'logs'] as const) {
    const isOn = !after.get('OTEL_SDK_DISABLED') && after.signals[signal].exporters.length > 0;
    switches.setSignal(signal, isOn);
  }
  changes.switchInstrumentations(name => isInstrumentationOn(after.get, name));
}

/** Everything that a sampler is made from. */
function behindSampler(config: ResolvedConfig): unknown {
  const { sampler, declared, get } = config;
  return [
    sampler,
    declared?.sampler,
    get('OTEL_AGENT_SAMPLING_RULES'),
    get('OTEL_AGENT_KEEP') !== undefined,
    get('OTEL_AGENT_IGNORE_PATHS'),
    get('OTEL_AGENT_IGNORE_OUTGOING'),
    get('OTEL_AGENT_SPAN_ATTRIBUTES') && [get('OTEL_AGENT_SPAN_ATTRIBUTES'), ...behindRedaction(config)],
  ];
}

/** Everything that the redaction is made from, and the attributes and names around it. */
function behindRedaction({ get }: ResolvedConfig): unknown[] {
  return [
    get('OTEL_AGENT_REDACT'),
    get('OTEL_AGENT_REDACT_HASH_KEY'),
    get('OTEL_AGENT_SPAN_ATTRIBUTES'),
    get('OTEL_AGENT_SPAN_NAMES'),
  ];
}
