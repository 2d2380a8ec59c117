import { writeSync } from 'node:fs';
import { SDK_INFO } from '@opentelemetry/core';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { version } from '../package.json';
import { announcer } from './announce';
import { publishApi } from './api/app-registry';
import { chunkFile, loadChunk } from './chunks';
import { hasNews, isInstrumentationOn, type ResolvedConfig, resolveConfig } from './config';
import { isWorker } from './guard/is-worker';
import { APM_FILES, otherApm } from './guard/other-tracers';
import { CATALOGUE } from './instrument/catalogue';
import { Coverage } from './instrument/coverage';
import { instrumentationSettings } from './instrument/instrumentation-settings';
import { LazyInstrumentations } from './instrument/lazy-instrumentations';
import targets from './instrument/targets.generated.json';
import { watchProcessEnd } from './lifecycle/watch-process-end';
import { createLog, isDebug, type Log, logUpstream } from './log';
import { redactStatements } from './pipeline/redact-statements';
import { createPropagator } from './propagation/propagator';
import { detectResource } from './resource/resource';
import { withCloud } from './resource/with-cloud';
import { ignoreRequests } from './sampling/ignore';
import { createSampler, ignoring } from './sampling/sampler';
import type { Outlet } from './signals/outlet';
import { createSignals } from './signals/signals';
import { createTracing } from './tracing/create-tracing';
import { giveUpstream } from './upstream-environment';

type ConfigText = typeof import('./config/text');
type StandDownChunk = typeof import('./stand-down');

/** What the agent leaves running, for those that watch over the end of the process. */
export interface RunningAgent {
  readonly outlets: readonly Outlet[];
  readonly config: ResolvedConfig;
  readonly log: Log;
}

/**
 * Boots the SDK in this process: the one place where the parts are joined. The environment and the script are as the
 * app will see them, which in pm2's cluster mode is not as Node tells them.
 */
export function startAgent(env: NodeJS.ProcessEnv, entry: string | undefined): RunningAgent {
  const config = resolveConfig({ env, instrumentationNames: CATALOGUE.map(row => row.name) });
  const { get } = config;
  const log = createLog(get('OTEL_LOG_LEVEL'));
  if (get('OTEL_AGENT_PRINT_CONFIG') !== undefined) printAndEnd(config);
  // What each thread of a process would say alike is said by the first; a worker tells who debugs.
  const sayOnce: Log = isWorker() ? (_level, message) => log('debug', message) : log;
  if (hasNews(config)) for (const line of configText().startLines(config)) sayOnce('warn', line);
  logUpstream(log, get('OTEL_LOG_LEVEL'));

  let hasStoodDown = false;
  /** Of a tracer that starts up there is nothing to tell but its own first requests. */
  let isSilenced = false;
  const resource = createResource(config, entry);
  const announce = announcer({
    config,
    version,
    serviceName: () => resource.attributes['service.name'],
    log: sayOnce,
    hasYielded,
  });
  const signals = createSignals({
    config,
    agentVersion: version,
    resource: () => resource,
    report: log,
    onItem() {
      announce.noteItem();
      end.noteUnsent();
    },
    isRunning: announce.isRunning,
    spanStages: [
      span => (isSilenced ? undefined : span),
      ...(get('OTEL_AGENT_DB_STATEMENT') === 'raw' ? [] : [redactStatements]),
    ],
  });
  const sampler = createSampler({ ...config.sampler, isLean: get('OTEL_AGENT_LEAN') });
  const ignore = ignoreRequests(get('OTEL_AGENT_IGNORE_PATHS'), get('OTEL_AGENT_IGNORE_OUTGOING'));
  const tracing = createTracing({
    isLean: get('OTEL_AGENT_LEAN'),
    isCounted: get('OTEL_NODE_EXPERIMENTAL_SDK_METRICS'),
    resource,
    sampler: ignore === undefined ? sampler : ignoring(ignore, sampler),
    spanLimits: config.limits.span,
    spanProcessors: signals.spanProcessors,
  });
  const coverage = new Coverage({ log, isDebug: isDebug(get('OTEL_LOG_LEVEL')), targets, entry });
  const instrumentations = new LazyInstrumentations({
    isEnabled: row => isInstrumentationOn(get, row.name),
    settings: instrumentationSettings(config),
    overrides: get('OTEL_AGENT_INSTRUMENTATION_OPTIONS'),
    lean: get('OTEL_AGENT_LEAN'),
    tracerProvider: tracing.providerFor,
    meterProvider: signals.meterProvider,
    entry,
    isLambda: env._HANDLER !== undefined,
    coverage,
    watchAlso: APM_FILES,
    hasYielded,
  });
  giveUpstream('OTEL_NODE_EXPERIMENTAL_SDK_METRICS', get('OTEL_NODE_EXPERIMENTAL_SDK_METRICS'));
  giveUpstream('OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT', config.limits.logRecord.attributeCountLimit);
  giveUpstream(
    'OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    config.limits.logRecord.attributeValueLengthLimit,
  );
  const end = watchProcessEnd({
    drains: () => signals.outlets,
    exitTimeoutMs: get('OTEL_AGENT_EXIT_TIMEOUT'),
    report: log,
    helper: { file: chunkFile('exit-helper'), env, logLevel: get('OTEL_LOG_LEVEL') },
  });

  new NodeSDK({
    resource,
    autoDetectResources: false, // Done: detection that waits for nothing.
    textMapPropagator: createPropagator(get('OTEL_PROPAGATORS'), tracing.rootContext),
    ...signals,
    ...tracing.sdkOptions,
    instrumentations: [instrumentations],
  }).start();

  const api = publishApi({
    report: log,
    onAppSdk: ({ sdk, caller }) =>
      stepAside(`the app starts OpenTelemetry of its own (${sdk}, from ${caller})`),
  });
  function hasYielded(): boolean {
    const apm = hasStoodDown ? undefined : otherApm();
    if (apm !== undefined) stepAside(`${apm} traces this process`);
    return hasStoodDown;
  }
  function stepAside(reason: string): void {
    if (hasStoodDown) return;
    hasStoodDown = true;
    isSilenced = !announce.isRunning();
    log('warn', `${reason}: the agent in ${__dirname} stands down`);
    const exitTimeoutMs = get('OTEL_AGENT_EXIT_TIMEOUT');
    const { standDown } = loadChunk<StandDownChunk>('stand-down');
    standDown({ instrumentations, signals, api, end, exitTimeoutMs });
  }
  announce.whenRunning(() => {
    signals.startReaders();
    instrumentations.loadTargetless();
  });
  announce.whenRunning(() => coverage.tellNews());
  return { outlets: signals.outlets, config, log };
}

function configText(): ConfigText {
  return loadChunk<ConfigText>('config-text');
}

/** OTEL_AGENT_PRINT_CONFIG: this very process says what it would use, and the app does not run. */
function printAndEnd(config: ResolvedConfig): never {
  const { exitCodeOf, printConfig } = configText();
  const facts = { version, nodeVersion: process.version };
  writeSync(1, printConfig(config, config.get('OTEL_AGENT_PRINT_CONFIG')!, facts));
  process.exit(exitCodeOf(config));
}

function createResource({ get }: ResolvedConfig, entry: string | undefined): Resource {
  const attributes = detectResource({
    serviceName: get('OTEL_SERVICE_NAME'),
    attributes: get('OTEL_RESOURCE_ATTRIBUTES'),
    kubernetes: {
      'k8s.namespace.name': get('OTEL_AGENT_POD_NAMESPACE'),
      'k8s.pod.name': get('OTEL_RESOURCE_ATTRIBUTES_POD_NAME'),
      'k8s.pod.uid': get('OTEL_RESOURCE_ATTRIBUTES_POD_UID'),
      'k8s.pod.ip': get('OTEL_POD_IP'),
      'k8s.node.name': get('OTEL_RESOURCE_ATTRIBUTES_NODE_NAME'),
    },
    detectors: get('OTEL_NODE_RESOURCE_DETECTORS'),
    entry,
    agentVersion: version,
    sdkVersion: SDK_INFO['telemetry.sdk.version'],
  });
  return withCloud(resourceFromAttributes(attributes), get('OTEL_NODE_RESOURCE_DETECTORS'));
}
