import type { SettingGroup } from '../setting';
import { agentSettings } from './agent';
import { batchingSettings } from './batching';
import { exporterSettings } from './exporters';
import { instrumentationSettings } from './instrumentation';
import { limitSettings } from './limits';
import { metricSettings } from './metrics';
import { otlpLogsSettings, otlpMetricsSettings, otlpSettings, otlpTracesSettings } from './otlp';
import { resourceSettings } from './resource';
import { samplingSettings } from './sampling';

/** The same rows in the order and under the titles that people see. */
export const settingGroups: readonly SettingGroup[] = [
  { title: 'Service', settings: resourceSettings },
  { title: 'Where telemetry goes', settings: exporterSettings },
  { title: 'OTLP', settings: otlpSettings },
  {
    title: 'OTLP for one signal',
    settings: { ...otlpTracesSettings, ...otlpMetricsSettings, ...otlpLogsSettings },
  },
  { title: 'Sampling and propagation', settings: samplingSettings },
  { title: 'Instrumentations', settings: instrumentationSettings },
  { title: 'Batches and queues', settings: batchingSettings },
  { title: 'Metrics', settings: metricSettings },
  { title: 'Limits', settings: limitSettings },
  { title: 'Agent', settings: agentSettings },
];
