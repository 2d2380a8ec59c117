import { type Into, report, reportAt } from '../into';
import { child, type Entry, type FileNode } from '../nodes';
import { distribution } from './distribution';
import { instrumentation } from './instrumentation';
import { map, own, type Part } from './part';
import { propagator } from './propagator';
import { attributeLimits, loggerProvider, meterProvider, tracerProvider } from './providers';
import { resource } from './resource';
import { setting } from './values';

/** Words of OTEL_LOG_LEVEL for the severities of `log_level`. */
const LEVELS = Object.fromEntries(
  Object.entries({
    trace: 'verbose',
    debug: 'debug',
    info: 'info',
    warn: 'warn',
    error: 'error',
    fatal: 'error',
  }).flatMap(([severity, level]) => ['', '2', '3', '4'].map(grade => [severity + grade, level])),
);

const parts: Part = map({
  file_format: own(readFormat),
  disabled: setting('OTEL_SDK_DISABLED'),
  log_level: setting('OTEL_LOG_LEVEL', LEVELS),
  resource,
  attribute_limits: attributeLimits,
  propagator,
  tracer_provider: tracerProvider,
  meter_provider: meterProvider,
  logger_provider: loggerProvider,
  'instrumentation/development': instrumentation,
  distribution,
});

/** A whole file. What is the agent's own wins, wherever it stands; keys that begin with `x-` only hold anchors. */
export const root: Part = {
  ...parts,
  read(node, key, into) {
    if (node.kind !== 'map') return parts.read(node, key, into);
    const isOwn = ({ key: name }: Entry) => name === 'distribution';
    const entries = node.entries.filter(entry => !entry.key.startsWith('x-'));
    const sorted = [...entries.filter(entry => !isOwn(entry)), ...entries.filter(isOwn)];
    parts.read({ ...node, entries: sorted }, key, into);
  },
};

/** Version of the schema. All of 1.x are read alike; an unquoted number is what the specification's examples once had. */
function readFormat(node: FileNode, key: string, into: Into): undefined {
  if (node.kind !== 'scalar' || node.value === null) return report(into, key, node, 'is no version', '1.2');
  if (typeof node.value === 'number') report(into, key, node, `is a number: write "${node.text}"`, node.text);
  if (!/^1(\.\d+)?(-|$)/.test(node.text))
    report(into, key, node, 'is not a version 1.x of the schema', '1.2');
}

/** Reports what a file lacks. */
export function reportMissing(node: FileNode, into: Into): undefined {
  const place = { line: 1, column: 1 };
  if (child(node, 'file_format') === undefined)
    reportAt(into, 'file_format', place, 'is missing: write file_format: "1.0" on the first line', '1.2');
  for (const [key, what, signal] of PROVIDERS) {
    const provider = node.kind === 'map' ? node.entries.find(entry => entry.key === key) : undefined;
    if (provider?.node.kind !== 'map' || child(provider.node, what) !== undefined) continue;
    reportAt(into, key, provider.place, `has no ${what}`, `no ${signal}`);
  }
}

const PROVIDERS = [
  ['tracer_provider', 'processors', 'traces'],
  ['meter_provider', 'readers', 'metrics'],
  ['logger_provider', 'processors', 'logs'],
] as const;
