import type { KindValues } from '../kinds';
import type { SettingRow, SettingTable, StandaloneRow } from '../setting';
import { AGENT_SETTINGS } from './agent';
import { BATCHING_SETTINGS } from './batching';
import { EXPORTER_SETTINGS } from './exporters';
import { INSTRUMENTATION_SETTINGS } from './instrumentation';
import { LIMIT_SETTINGS } from './limits';
import { METRIC_SETTINGS } from './metrics';
import { OPAMP_SETTINGS } from './opamp';
import { OTLP_LOGS_SETTINGS, OTLP_METRICS_SETTINGS, OTLP_SETTINGS, OTLP_TRACES_SETTINGS } from './otlp';
import { RESOURCE_SETTINGS } from './resource';
import { SAMPLING_SETTINGS } from './sampling';

/** THE table of settings, in groups, in reading order. */
export const SETTING_GROUPS = [
  { title: 'Service', settings: RESOURCE_SETTINGS },
  { title: 'Where telemetry goes', settings: EXPORTER_SETTINGS },
  { title: 'OTLP', settings: OTLP_SETTINGS },
  { title: 'OTLP for traces alone', settings: OTLP_TRACES_SETTINGS },
  { title: 'OTLP for metrics alone', settings: OTLP_METRICS_SETTINGS },
  { title: 'OTLP for logs alone', settings: OTLP_LOGS_SETTINGS },
  { title: 'Sampling and propagation', settings: SAMPLING_SETTINGS },
  { title: 'Instrumentations', settings: INSTRUMENTATION_SETTINGS },
  { title: 'Batches', settings: BATCHING_SETTINGS },
  { title: 'Metrics', settings: METRIC_SETTINGS },
  { title: 'Limits', settings: LIMIT_SETTINGS },
  { title: 'Agent', settings: AGENT_SETTINGS },
  { title: 'OpAMP', settings: OPAMP_SETTINGS },
] as const;

/** Finds a row by its environment name; undefined if there is no such setting. */
export function findSetting(name: string): SettingRow | undefined {
  return rows.get(name);
}

const rows = new Map<string, SettingRow>();
for (const { settings } of SETTING_GROUPS) {
  for (const name in settings) rows.set(name, (settings as SettingTable)[name]!);
}

/** Environment names of all settings, in the table's order. */
export function settingNames(): SettingName[] {
  return [...rows.keys()] as SettingName[];
}

/** Returns the row that defines a setting's values: its own, or the row it is like. */
export function standaloneRow(row: SettingRow): StandaloneRow {
  return 'like' in row ? (findSetting(row.like) as StandaloneRow) : row;
}

type Table = Union<(typeof SETTING_GROUPS)[number]['settings']>;
type Union<Groups> = { [Name in Groups extends unknown ? keyof Groups : never]: RowIn<Groups, Name> };
type RowIn<Groups, Name> = Groups extends unknown
  ? Name extends keyof Groups
    ? Groups[Name]
    : never
  : never;

/** Environment name of a setting. */
export type SettingName = keyof Table;

/** Type of a setting's value, by its row. */
export type Value<Name extends SettingName> = ValueOfRow<Table[Name]>;

type ValueOfRow<Row> = Row extends { like: infer Like extends SettingName }
  ? ValueOfRow<Table[Like]>
  : Row extends { default: unknown }
    ? KindValue<Row>
    : KindValue<Row> | undefined;

type KindValue<Row> = Row extends { kind: 'word'; words: readonly (infer Word)[] }
  ? Word
  : Row extends { words: readonly (infer Word)[] }
    ? readonly Word[]
    : Row extends { kind: infer Kind extends keyof KindValues }
      ? KindValues[Kind]
      : never;
