import { isInstrumentationAskedFor, isInstrumentationOn } from '../../shared/config';
import { isDebug } from '../../shared/log';
import { APM_FILES } from '../boot/guard/other-tracers';
import { flushAll } from '../export/flush-all';
import type { Pipeline } from '../export/pipelines/pipeline';
import { instrumentationSettings } from '../instrument/catalogue/instrumentation-settings';
import targets from '../instrument/catalogue/targets.generated.json';
import { Coverage } from '../instrument/coverage/coverage';
import { LazyInstrumentations } from '../instrument/lazy-instrumentations';
import type { Telemetry } from './create-telemetry';
import type { HostFacts } from './host-facts';
import type { Settings } from './read-settings';

/** Creates the stand-in for the whole catalogue, and the notes on what was loaded. */
export function createInstrumentations(
  { config, get, log }: Settings,
  { tracing, exports, standDown, leanScopes, end }: Telemetry,
  { env, entry, isAttached, waited }: HostFacts,
) {
  // The worker of Azure's functions is a bundle that no app can change.
  const ownEntry = env.FUNCTIONS_WORKER_RUNTIME ? undefined : entry;
  const coverage = new Coverage({
    log,
    isDebug: isDebug(get('OTEL_LOG_LEVEL')),
    targets,
    entry: ownEntry,
  });
  const isLambda = env._HANDLER !== undefined;
  const always = isLambda ? ALWAYS_IN_LAMBDA : [];
  const lazy = new LazyInstrumentations({
    isEnabled: row => isInstrumentationOn(get, row.name, always),
    isAskedFor: row => isInstrumentationAskedFor(get, row.name),
    settings: instrumentationSettings(config, {
      environment: env,
      flush: withinMs => flushAll(exports.pipelines, withinMs),
      flushItems: withinMs => flushAll(exports.pipelines.filter(isOfItems), withinMs),
      ifProcessEnds: end.ifProcessEnds,
    }),
    overrides: get('OTEL_AGENT_INSTRUMENTATION_OPTIONS'),
    lean: get('OTEL_AGENT_LEAN'),
    leanScopes,
    tracerProvider: tracing.providerFor,
    meterProvider: exports.meterProvider,
    entry,
    isAttached,
    isLambda,
    begunEsWatch: waited?.esWatch,
    coverage,
    watchAlso: APM_FILES,
    yieldToOthers() {
      standDown.check();
      return standDown.isOver;
    },
  });
  return { lazy, coverage };
}

function isOfItems({ hasUncollected }: Pipeline): boolean {
  return hasUncollected === undefined;
}

/** As in upstream's layer, whose OTEL_NODE_ENABLED_INSTRUMENTATIONS does not speak of these two. */
const ALWAYS_IN_LAMBDA = ['aws-lambda', 'aws-sdk'];

export type Instrumentations = ReturnType<typeof createInstrumentations>;
