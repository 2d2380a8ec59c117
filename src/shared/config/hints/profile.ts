import { readProfileSetting } from '../../profile/read-profile-setting';
import { type HintRule, hintAbout } from './hint';

/** Hint about an OTEL_AGENT_PROFILE that is none of its values. */
export const profileHints: HintRule = config => {
  const name = 'OTEL_AGENT_PROFILE';
  if (readProfileSetting(config.get(name)) !== undefined) return [];
  return [hintAbout(config, name, 'is not off, on or on-start:10s (5m at most), and counts as on')];
};
