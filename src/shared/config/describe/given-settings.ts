import { sourceText } from '../messages/messages';
import type { ResolvedConfig } from '../resolved-config';
import { listSettings } from './list-settings';

/** Lists the settings that are given, for reading and without secrets. */
export function givenSettings(config: ResolvedConfig): { name: string; value: string; source: string }[] {
  return listSettings(config)
    .filter(({ name }) => config.given.has(name))
    .map(({ name, shown, source }) => ({ name, value: shown, source: sourceText(source) }));
}
