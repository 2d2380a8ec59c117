import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { resolveConfig, type SettingName } from '../../../src/shared/config';
import { batchingOf } from '../../../src/shared/config/derived/batching';
import { isInstrumentationOn } from '../../../src/shared/config/derived/instrumentation-switches';
import { limitsOf } from '../../../src/shared/config/derived/limits';
import { samplerOf } from '../../../src/shared/config/derived/sampler';
import { signalsOf } from '../../../src/shared/config/derived/signals';
import type { GetValue } from '../../../src/shared/config/read/get-value';
import { findSetting, settingNames } from '../../../src/shared/config/settings';

/* Every setting has to be read: the row of an unread setting would still be parsed, printed and documented. */

const ROOT = path.join(__dirname, '..', '..', '..');
const AGENT = path.join(ROOT, 'src', 'agent');

/** Settings that something else than the agent reads, and where. */
const READ_ELSEWHERE: Readonly<Record<string, string>> = {
  // By Kubernetes, in other values: `http://$(OTEL_NODE_IP):4317`.
  OTEL_NODE_IP: path.join(ROOT, 'src', 'tools', 'cli', 'commands', 'inject.ts'),
  // Before the table is.
  OTEL_CONFIG_FILE: path.join(ROOT, 'src', 'shared', 'config', 'resolve.ts'),
  OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: path.join(
    path.dirname(require.resolve('@opentelemetry/instrumentation-openai')),
    'instrumentation.cjs',
  ),
};

const agentCode = readdirSync(AGENT, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.ts'))
  .map(file => readFileSync(path.join(AGENT, file), 'utf8'));

/** Names that the derived values are made from. */
function namesBehindDerived(): Set<string> {
  const names = new Set<string>();
  const { get } = resolveConfig({ env: { OTEL_TRACES_EXPORTER: 'otlp,zipkin' } });
  const recording = ((name: SettingName) => {
    names.add(name);
    return get(name);
  }) as GetValue;
  const silent = () => {};
  signalsOf(recording, silent);
  batchingOf(recording, silent);
  limitsOf(recording);
  samplerOf(recording, silent);
  isInstrumentationOn(recording, 'http');
  return names;
}

/** Finds names that the agent reads from settings, or the guard from the environment, but not in sentences and comments. */
function namesInAgent(): Set<string> {
  const reads = /(?:get\(|env\.|env, |facts, |\{ )'?(OTEL_[A-Z_<>]+)/g;
  return new Set(agentCode.flatMap(text => [...text.matchAll(reads)].map(match => match[1]!)));
}

const read = new Set([...namesBehindDerived(), ...namesInAgent()]);
/** A setting for all signals counts where one of its signals' settings is read. */
for (const name of [...read]) {
  const row = findSetting(name);
  if (row !== undefined && 'like' in row) read.add(row.like);
}

test.each(settingNames())('%s is read, or said to be without effect', name => {
  const row = findSetting(name)!;
  if (READ_ELSEWHERE[name] !== undefined) {
    expect(readFileSync(READ_ELSEWHERE[name], 'utf8')).toContain(name);
    return;
  }
  const isInert = 'inert' in row && row.inert !== undefined;
  expect({ isRead: read.has(name), isInert }).toEqual({ isRead: !isInert, isInert });
});

describe('what is made from settings is used by the agent', () => {
  const { signals, batching, limits, sampler } = resolveConfig({ env: {} });
  const values = Object.entries({
    sampler,
    'batching.traces': batching.traces,
    'limits.span': limits.span,
    'limits.logRecord': limits.logRecord,
    'signals.traces': signals.traces,
  }).flatMap(([name, value]) => keysOf(value).map(key => [name, key] as const));

  test.each(values)('%s: %s', (_name, key) => {
    expect(isUsed(key)).toBe(true);
  });

  test('and a value that it does not use is found', () => {
    expect(isUsed('nobodyUsesThisValue')).toBe(false);
  });
});

/** Lists the keys of a value, with those of nested objects. */
function keysOf(value: object): string[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const isPlain = typeof inner === 'object' && inner !== null && !Array.isArray(inner) && key !== 'headers';
    return [key, ...(isPlain ? keysOf(inner) : [])];
  });
}

/** Tells whether code uses a key: as a property that it reads, or that it takes out of an object. */
function isUsed(key: string): boolean {
  const use = new RegExp(`\\.${key}\\b|\\{[^{}]*\\b${key}\\b[^{}]*\\}\\s*(?:[=,):]|of )`);
  return agentCode.some(text => use.test(text));
}
