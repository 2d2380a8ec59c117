import { createTraceState, type TraceState } from '@opentelemetry/api';
import { shortened, type Threshold } from './threshold';

/** OpenTelemetry's member of a trace state: `ot=th:fd70a4;rv:abcdef01234567`. */
const MEMBER = 'ot';

/** Randomness that the trace state gives in place of the trace id's. */
export function statedRandomness(state: TraceState): string | undefined {
  const value = subKeysOf(state).get('rv');
  return value !== undefined && /^[0-9a-f]{14}$/.test(value) ? value : undefined;
}

/** Threshold that the trace state gives. */
export function statedThreshold(state: TraceState): Threshold | undefined {
  const value = subKeysOf(state).get('th');
  return value !== undefined && /^[0-9a-f]{1,14}$/.test(value) ? value.padEnd(14, '0') : undefined;
}

/** Trace state with this threshold. */
export function withThreshold(state: TraceState | undefined, threshold: Threshold): TraceState {
  if (state === undefined) return stateOf(threshold);
  const keys = subKeysOf(state);
  keys.delete('th');
  return state.set(MEMBER, joined([['th', shortened(threshold)], ...keys]));
}

/** Trace state without a threshold: the span's probability is not known. */
export function withoutThreshold(state: TraceState): TraceState {
  const keys = subKeysOf(state);
  if (!keys.delete('th')) return state;
  return keys.size === 0 ? state.unset(MEMBER) : state.set(MEMBER, joined([...keys]));
}

function subKeysOf(state: TraceState): Map<string, string> {
  const member = state.get(MEMBER);
  if (member === undefined) return new Map();
  const pairs = member.split(';').filter(pair => pair.includes(':'));
  return new Map(pairs.map(pair => [pair.slice(0, pair.indexOf(':')), pair.slice(pair.indexOf(':') + 1)]));
}

function joined(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([key, value]) => `${key}:${value}`).join(';');
}

const MAX_STATES = 1000;
const states = new Map<Threshold, TraceState>();

/** Trace state of a trace that begins here: traces of one threshold share it. */
function stateOf(threshold: Threshold): TraceState {
  let state = states.get(threshold);
  if (state === undefined) {
    if (states.size >= MAX_STATES) states.clear();
    state = new ThresholdOnly(shortened(threshold));
    states.set(threshold, state);
  }
  return state;
}

/** Trace state of a threshold alone. It is written to every span and request, and its text is ready. */
class ThresholdOnly implements TraceState {
  readonly #text: string;

  constructor(threshold: string) {
    this.#text = `${MEMBER}=th:${threshold}`;
  }

  set(key: string, value: string): TraceState {
    return createTraceState(this.#text).set(key, value);
  }

  unset(key: string): TraceState {
    return createTraceState(key === MEMBER ? '' : this.#text);
  }

  get(key: string): string | undefined {
    return key === MEMBER ? this.#text.slice(MEMBER.length + 1) : undefined;
  }

  serialize(): string {
    return this.#text;
  }
}
