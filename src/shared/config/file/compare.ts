import { isInstrumentationOn } from '../derived/instrumentation-switches';
import type { SignalExports } from '../derived/signals';
import { problemText, sourceText } from '../messages/messages';
import { valueInEffect } from '../messages/used-instead';
import type { ResolvedConfig } from '../resolved-config';
import { type SettingName, settingNames } from '../settings';
import { isLive } from './live-settings';
import { NOTHING } from './read-file';

/** Difference between two versions of a file, in words. */
export interface Comparison {
  /** False for a version that cannot be used at all. */
  readonly isUsable: boolean;
  /** Settings that take effect at once, with their values. */
  readonly changed: readonly string[];
  readonly needsRestart: readonly string[];
  /** Problems that the earlier version did not have. */
  readonly problems: readonly string[];
}

const EXPORTER = /^OTEL_(TRACES|METRICS|LOGS)_EXPORTER$/;

/** Compares two versions of a file. `start` is the version that the process began with. */
export function compare(before: ResolvedConfig, after: ResolvedConfig, start: ResolvedConfig): Comparison {
  const told = new Set(before.problems.map(problem => problemText(problem, before)));
  const problems = after.problems.map(problem => problemText(problem, after));
  const changed: string[] = [];
  const needsRestart: string[] = [];
  for (const name of settingNames()) {
    if (isSame(before.get(name), after.get(name))) continue;
    const isOneSignal = EXPORTER.test(name) && !canSwitch(start, after, name);
    if (isLive(name) || (EXPORTER.test(name) && !isOneSignal)) changed.push(settingText(name, after));
    else needsRestart.push(name);
  }
  needsRestart.push(...late(before, after, start).map(name => `instrumentation ${name}`));
  needsRestart.push(...lateHeaders(before, after, start).map(name => `header ${name}`));
  const { declared: old } = before;
  const { declared } = after;
  if (!isSame(old?.sampler, declared?.sampler)) changed.push('tracer_provider.sampler');
  if (old !== undefined && declared !== undefined) {
    if (!isSame(old.views, declared.views)) needsRestart.push('meter_provider.views');
    if (!isSame(old.resource, declared.resource)) needsRestart.push('resource');
  }
  for (const signal of SIGNALS) {
    const isHidden = needsRestart.length === 0 && isOn(before, signal) && isOn(after, signal);
    if (isHidden && !isSame(before.signals[signal].targets, after.signals[signal].targets))
      needsRestart.push(`exporters of ${signal}`);
  }
  return {
    isUsable: !after.problems.some(({ used }) => used === NOTHING),
    changed,
    needsRestart,
    problems: problems.filter(line => !told.has(line)),
  };
}

const SIGNALS: readonly (keyof SignalExports)[] = ['traces', 'metrics', 'logs'];

function isOn({ signals }: ResolvedConfig, signal: keyof SignalExports): boolean {
  return signals[signal].exporters.length > 0;
}

/** A signal that was on at the start can go off and on again; other exporters need a restart. */
function canSwitch(start: ResolvedConfig, after: ResolvedConfig, name: SettingName): boolean {
  return (after.get(name) as readonly string[]).length === 0 || isSame(start.get(name), after.get(name));
}

/** Instrumentations that are to come on and have patched nothing, since they were off at the start. */
function late(before: ResolvedConfig, after: ResolvedConfig, start: ResolvedConfig): string[] {
  const names = after.instrumentationNames ?? [];
  return names.filter(
    name =>
      isInstrumentationOn(after.get, name) &&
      !isInstrumentationOn(before.get, name) &&
      !isInstrumentationOn(start.get, name),
  );
}

/** Headers that rules for attributes ask for now, and that the instrumentations do not record since the start. */
function lateHeaders(before: ResolvedConfig, after: ResolvedConfig, start: ResolvedConfig): string[] {
  const [old, first] = [headersOf(before), headersOf(start)];
  const isNew = (header: string) => !old.includes(header) && !first.includes(header);
  return [
    ...new Set(
      headersOf(after)
        .filter(isNew)
        .map(header => header.split(' ')[1]!),
    ),
  ];
}

/** `SERVER_CAPTURE_REQUEST x-tenant-id` */
function headersOf({ get }: ResolvedConfig): string[] {
  const lists = Object.entries(get('OTEL_AGENT_SPAN_ATTRIBUTES')?.headers ?? {});
  return lists.flatMap(([of, names]) => names.map(name => `${of} ${name}`));
}

function settingText(name: string, config: ResolvedConfig): string {
  const source = config.given.get(name)?.source;
  const place = source === undefined ? '' : ` (${sourceText(source)})`;
  return `${name}=${valueInEffect(name, config)}${place}`;
}

function isSame(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
