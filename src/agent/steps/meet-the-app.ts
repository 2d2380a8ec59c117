import { publishApi } from '../api/app-registry';
import { loadChunk } from '../boot/chunks';
import { isWorker } from '../boot/guard/is-worker';
import type { Instrumentations } from './create-instrumentations';
import type { Telemetry } from './create-telemetry';
import type { Settings } from './read-settings';

interface Parts {
  readonly settings: Settings;
  readonly telemetry: Telemetry;
  readonly instrumentations: Instrumentations;
}

/** Shows the API to the app, gives way to an SDK of its own, and starts what waits until the app runs. */
export function meetTheApp(parts: Parts): { withdraw(): void } {
  const { settings, telemetry, instrumentations } = parts;
  const { get, log } = settings;
  const { lazy, coverage } = instrumentations;
  const { announce, exports, standDown, end } = telemetry;
  const api = publishApi({
    report: log,
    onAppSdk: ({ sdk, caller }) =>
      standDown.begin(`the app starts OpenTelemetry of its own (${sdk}, from ${caller})`),
  });
  const exitTimeoutMs = get('OTEL_AGENT_EXIT_TIMEOUT');
  standDown.prepare({
    instrumentations: lazy,
    pipelines: exports.pipelines,
    metricReaders: exports.metricReaders,
    api,
    end,
    exitTimeoutMs,
  });
  announce.whenSettled(() => {
    exports.startReaders();
    lazy.loadTargetless();
    if (exports.metricReaders.length === 0 || !get('OTEL_AGENT_SELF_METRICS')) return;
    reportChunk().measureSelf(parts);
  });
  announce.whenRunning(() => coverage.tellNews());
  if (isWorker()) return api;
  const profile = get('OTEL_AGENT_PROFILE');
  if (profile?.startsWith('on-')) profileChunk().profileAtStart(profile, parts);
  announce.whenSettled(() => {
    announce.atStop(reportChunk().watchProcess(parts));
  });
  return api;
}

function profileChunk() {
  return loadChunk<typeof import('../profile/profile')>('profile');
}

function reportChunk() {
  return loadChunk<typeof import('../instrument/coverage/report')>('report');
}
