import type { ResourceRules } from '../../shared/config/declared';
import type { ResourceAttributes } from '../resource/resource';
import { selects } from './selection';

/** Attributes of the resource by the rules of a file: its own attributes keep their types, detected ones may be left out. */
export function declareResource(
  attributes: ResourceAttributes,
  given: Readonly<Record<string, string>>,
  { typed, detected }: ResourceRules,
): Record<string, ResourceRules['typed'][string] | string> {
  const isWanted = detected === undefined ? () => true : selects(detected);
  const kept = Object.entries(attributes).filter(
    ([name]) => Object.hasOwn(given, name) || /^(service\.name|telemetry\.)/.test(name) || isWanted(name),
  );
  return { ...Object.fromEntries(kept), ...typed };
}
