import type { ResolvedConfig } from '../../../shared/config';
import type { Log } from '../../../shared/log';
import { offerProfiles } from '../../profile/offer-profiles';
import { type ProfiledTelemetry, subjectOf } from '../../profile/subject-of';
import { ignoredPaths } from '../../sampling/ignore';
import type { State } from '../../self-report/state';
import { watchSilence } from './watch-silence';

interface Watched extends State {
  readonly telemetry: State['telemetry'] & ProfiledTelemetry;
  readonly settings: {
    readonly config: ResolvedConfig;
    readonly log: Log;
    readonly sayOnce: Log;
  };
}

/** Starts what the main thread does for its process once it runs. Returns what ends the watch for silence. */
export function watchProcess({ settings, telemetry, instrumentations }: Watched): () => void {
  const { config, sayOnce } = settings;
  const { exports, standDown } = telemetry;
  const isOver = () => standDown.isOver;
  offerProfiles({
    get: config.get,
    log: sayOnce,
    subject: () => subjectOf(telemetry),
    isOver,
    pipelines: exports.pipelines,
  });
  return watchSilence({
    log: sayOnce,
    config,
    failures: instrumentations.coverage.failures,
    isOver,
    pipelines: exports.pipelines,
    ignoredPaths: () => ignoredPaths(config.get('OTEL_AGENT_IGNORE_PATHS')),
  });
}
