import type { Setting, ValueOf } from '../setting';
import { agentSettings } from './agent';
import { batchingSettings } from './batching';
import { exporterSettings } from './exporters';
import { instrumentationSettings } from './instrumentation';
import { limitSettings } from './limits';
import { metricSettings } from './metrics';
import { otlpLogsSettings, otlpMetricsSettings, otlpSettings, otlpTracesSettings } from './otlp';
import { resourceSettings } from './resource';
import { samplingSettings } from './sampling';

/** THE table: every setting by its environment name. A fallback stands before the rows that fall back to it. */
export const settings = {
  ...agentSettings,
  ...resourceSettings,
  ...samplingSettings,
  ...exporterSettings,
  ...otlpSettings,
  ...otlpTracesSettings,
  ...otlpMetricsSettings,
  ...otlpLogsSettings,
  ...batchingSettings,
  ...metricSettings,
  ...limitSettings,
  ...instrumentationSettings,
};

/** Environment name of a setting. */
export type SettingName = keyof typeof settings;

/** Every setting's value, typed by its row. */
export type Values = { readonly [Name in SettingName]: ValueOf<(typeof settings)[Name]> };

/** A row by its name, without the row's own types; undefined when there is no such setting. */
export function findSetting(name: string): Setting | undefined {
  return Object.hasOwn(settings, name) ? (settings[name as SettingName] as Setting) : undefined;
}
