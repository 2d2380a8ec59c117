import type { KindValues } from '../kinds';
import type { SettingRow, SettingTable, StandaloneRow } from '../setting';
import { agentSettings } from './agent';
import { batchingSettings } from './batching';
import { exporterSettings } from './exporters';
import { instrumentationSettings } from './instrumentation';
import { limitSettings } from './limits';
import { metricSettings } from './metrics';
import { otlpLogsSettings, otlpMetricsSettings, otlpSettings, otlpTracesSettings } from './otlp';
import { resourceSettings } from './resource';
import { samplingSettings } from './sampling';

/** THE table, in groups, in the order in which people read them. */
export const settingGroups = [
  { title: 'Service', settings: resourceSettings },
  { title: 'Where telemetry goes', settings: exporterSettings },
  { title: 'OTLP', settings: otlpSettings },
  { title: 'OTLP for traces alone', settings: otlpTracesSettings },
  { title: 'OTLP for metrics alone', settings: otlpMetricsSettings },
  { title: 'OTLP for logs alone', settings: otlpLogsSettings },
  { title: 'Sampling and propagation', settings: samplingSettings },
  { title: 'Instrumentations', settings: instrumentationSettings },
  { title: 'Batches', settings: batchingSettings },
  { title: 'Metrics', settings: metricSettings },
  { title: 'Limits', settings: limitSettings },
  { title: 'Agent', settings: agentSettings },
] as const;

/** A row by its environment name; undefined when there is no such setting. */
export function findSetting(name: string): SettingRow | undefined {
  return rows.get(name);
}

const rows = new Map<string, SettingRow>();
for (const { settings } of settingGroups) {
  for (const name in settings) rows.set(name, (settings as SettingTable)[name]!);
}

/** The environment names of all settings, in the table's order. */
export function settingNames(): SettingName[] {
  return [...rows.keys()] as SettingName[];
}

/** The row that says what a setting's values are: its own, or the one it is like. */
export function standaloneRow(row: SettingRow): StandaloneRow {
  return 'like' in row ? (findSetting(row.like) as StandaloneRow) : row;
}

type Table = Union<(typeof settingGroups)[number]['settings']>;
type Union<Groups> = { [Name in Groups extends unknown ? keyof Groups : never]: RowIn<Groups, Name> };
type RowIn<Groups, Name> = Groups extends unknown
  ? Name extends keyof Groups
    ? Groups[Name]
    : never
  : never;

/** Environment name of a setting. */
export type SettingName = keyof Table;

/** The value of a setting, typed by its row. */
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
