import { NO_TIME_LIMIT_MS } from '../../kinds/numbers';
import type { GivenValue } from '../../resolved-config';
import { findSetting, standaloneRow } from '../../settings';

/** Map of a file that is being written. */
export type Tree = Record<string, unknown>;

/** Settings that each pod has its own value of. */
const OF_THE_POD = /^OTEL_(RESOURCE_ATTRIBUTES_|AGENT_POD_|POD_IP|NODE_IP)/;

/** Value of a setting as a file has it. */
export function plainValue(name: string, { value, raw }: GivenValue): unknown {
  const row = standaloneRow(findSetting(name)!);
  if (OF_THE_POD.test(name) || hasSecret(value) || row.secret) return reference(name);
  if (name === 'OTEL_LOG_LEVEL' && value === 'verbose') return 'trace';
  if (Array.isArray(value) && value.every(one => typeof one === 'string'))
    return value.length === 0 ? literal(raw.trim()) : value.map(literal);
  if (typeof value === 'number') return value === NO_TIME_LIMIT_MS ? 0 : value;
  if (typeof value === 'boolean') return value;
  return literal(raw.trim());
}

/** Text that no reference is looked for in. */
export function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}

/** Reference to a variable. */
export function reference(name: string): string {
  return `\${${name}}`;
}

/** Time limit of a request; 0 for none. */
export function timeout(ms: number): number {
  return ms === NO_TIME_LIMIT_MS ? 0 : ms;
}

function hasSecret(value: unknown): boolean {
  return (
    typeof value === 'object' && value !== null && 'credentials' in value && value.credentials !== undefined
  );
}
