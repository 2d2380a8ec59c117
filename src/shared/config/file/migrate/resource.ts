import type { ResolvedConfig } from '../../resolved-config';
import { literal, type Tree } from './values';

/** Resource of a file: attributes with the service's name, and detectors. */
export function resourceOf({ get }: ResolvedConfig): Tree {
  const detectors = get('OTEL_NODE_RESOURCE_DETECTORS');
  const name = get('OTEL_SERVICE_NAME');
  // Without the env detector the attributes are without effect.
  const given = detectors.includes('env') ? Object.entries(get('OTEL_RESOURCE_ATTRIBUTES')) : [];
  const attributes = [
    ...(name === undefined ? [] : [['service.name', name] as const]),
    ...given.filter(([key]) => key !== 'service.name' || name === undefined),
  ].map(([key, value]) => ({ name: literal(key), value: literal(value) }));
  const chosen = isStandard(detectors) ? detectorsOf(detectors) : [];
  return {
    ...(attributes.length > 0 && { attributes }),
    ...(chosen.length > 0 && { 'detection/development': { detectors: chosen } }),
  };
}

/** True if a file can name these detectors: its `host` stands for two, and attributes are always read. */
export function isStandard(names: readonly string[]): boolean {
  return names.includes('env') && names.includes('host') === names.includes('os');
}

/** Detectors under the schema's names. */
function detectorsOf(names: readonly string[]): Tree[] {
  return names
    .filter(name => name !== 'env' && name !== 'os')
    .map(name => ({ [name === 'serviceinstance' ? 'service' : name]: {} }));
}
