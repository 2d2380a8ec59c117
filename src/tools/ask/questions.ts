import type { Answered, Asking } from './answers/answer';
import { askErrors } from './answers/errors';
import { askLogs } from './answers/logs';
import { askMetrics } from './answers/metrics';
import { askProfile } from './answers/profile';
import { askServices } from './answers/services';
import { askSlow } from './answers/slow';
import { askTrace } from './answers/trace';
import { askTraces } from './answers/traces';

/** Every question of `otel-agent ask`, by its word. */
export const QUESTIONS: { readonly [word: string]: (asking: Asking) => Promise<Answered> } = {
  services: askServices,
  slow: askSlow,
  errors: askErrors,
  traces: askTraces,
  trace: askTrace,
  logs: askLogs,
  metrics: askMetrics,
  profile: askProfile,
};
