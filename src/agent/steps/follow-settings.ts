import { loadChunk } from '../boot/chunks';
import { isWorker } from '../boot/guard/is-worker';
import type { Live } from '../declared/live';
import { readRules } from '../load-rules';
import type { Remote } from '../remote/follow';
import type { Instrumentations } from './create-instrumentations';
import { redactionBy } from './create-redaction';
import { createSampler } from './create-sampler';
import type { Telemetry } from './create-telemetry';
import { loadDeclared, type Settings } from './read-settings';

/**
 * Follows the configuration file and the OpAMP server: what can be changed in a running process is. Returns a function that
 * ends it; undefined if nothing is followed.
 */
export function followSettings(
  settings: Settings,
  telemetry: Telemetry,
  instrumentations: Instrumentations,
): (() => void) | undefined {
  if (settings.switches === undefined) return undefined;
  const { Live, followFile } = loadDeclared();
  const { config, switches, sayOnce } = settings;
  const live = new Live(config, {
    switches,
    readRules,
    log: sayOnce,
    samplerOf: createSamplerOf,
    redactionOf: ({ get }) => redactionBy(get),
    setLogLevel: settings.setLogLevel,
    switchInstrumentations: isOn => instrumentations.lazy.switchAll(isOn),
  });
  const server = followServer(settings, telemetry, live);
  if (config.declared === undefined) return server?.stop;
  const { file } = config.declared;
  const stop = followFile({
    file,
    isOver: () => telemetry.standDown.isOver,
    onChange() {
      takeOver(live, settings, file);
      server?.noteConfig();
    },
  });
  return () => {
    stop();
    server?.stop();
  };
}

function createSamplerOf(config: Settings['config']) {
  return createSampler({ config, get: config.get });
}

function takeOver(live: Live, { resolve, sayOnce }: Settings, file: string): void {
  try {
    live.adoptFile(resolve(), file);
  } catch (error) {
    sayOnce('warn', `${file} could not be taken over: ${String(error)}`);
  }
}

/** Follows the OpAMP server, which is connected once the app runs. The main thread speaks for the process. */
function followServer(
  { get, sayOnce, proxyFor }: Settings,
  telemetry: Telemetry,
  live: Live,
): Remote | undefined {
  if (get('OTEL_AGENT_OPAMP_ENDPOINT') === undefined || isWorker()) return undefined;
  const { resource, standDown, exports, announce } = telemetry;
  const remote = loadChunk<typeof import('../remote/remote')>('remote').createRemote({
    get,
    log: sayOnce,
    live,
    resource,
    pipelines: exports.pipelines,
    isOver: () => standDown.isOver,
    proxyFor,
  });
  announce.whenRunning(remote.connect);
  return remote;
}
