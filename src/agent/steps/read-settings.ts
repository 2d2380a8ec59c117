import { hasConfigFile, hasNews, type ResolvedConfig, resolveConfig } from '../../shared/config';
import type { Declared } from '../../shared/config/declared';
import type { proxyFor, Way } from '../../shared/config/derived/proxies';
import { createLog, type Log, type LogLevel, listenToUpstream } from '../../shared/log';
import { loadChunk } from '../boot/chunks';
import { isWorker } from '../boot/guard/is-worker';
import type { Switches } from '../declared/switches';
import { CATALOGUE } from '../instrument/catalogue/catalogue';
import { readRules } from '../load-rules';

/** The settings in force, and the ways to speak of them. */
export interface Settings {
  readonly config: ResolvedConfig;
  readonly get: ResolvedConfig['get'];
  readonly log: Log;
  /** Speaks for the whole process: worker threads would only repeat it, so theirs is for debugging. */
  readonly sayOnce: Log;
  /** Parts that only a configuration file can ask for; undefined without one. */
  readonly declared: DeclaredParts | undefined;
  /** Parts that can change while the process runs; undefined where nothing can change them. */
  readonly switches: Switches | undefined;
  /** Chooses the proxy on the way to a server that takes no exports. */
  readonly proxyFor: (way: Way) => ReturnType<typeof proxyFor>;
  readonly setLogLevel: (level: LogLevel) => void;
  /** Resolves the settings of the file as it is now. */
  readonly resolve: () => ResolvedConfig;
}

/** Resolves the settings once, and names bad ones on stderr before anything else happens. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const input = { env, readRules, instrumentationNames: CATALOGUE.map(row => row.name) };
  const resolve = () => {
    if (hasConfigFile(env)) return loadDeclared().resolveFile(input);
    const config = resolveConfig(input);
    return hasNews(config) ? loadText().withOptions(config) : config;
  };
  const direct = resolve();
  const config = mayHaveProxy(direct, env) ? loadProxies().withProxies(direct, env) : direct;
  const { get } = config;
  let level = get('OTEL_LOG_LEVEL');
  const log = createLog(() => level);
  const sayOnce: Log = isWorker() ? (_level, message) => log('debug', message) : log;
  if (hasNews(config)) for (const line of loadText().startLines(config)) sayOnce('warn', line);
  listenToUpstream(log, level);
  return {
    config,
    get,
    log,
    sayOnce,
    resolve,
    proxyFor: way => (mayHaveProxy(direct, env) ? loadProxies().proxyFor(direct, env, way) : undefined),
    setLogLevel(next) {
      level = next;
      listenToUpstream(log, next);
    },
    declared: config.declared && { ...config.declared, ...loadDeclared() },
    switches: isFollowed(config) ? new (loadDeclared().Switches)() : undefined,
  };
}

/** Wishes of a file, and the code for them. */
export type DeclaredParts = Declared & ReturnType<typeof loadDeclared>;

/** True where settings can change while the process runs. */
function isFollowed({ declared, get }: ResolvedConfig): boolean {
  return declared !== undefined || get('OTEL_AGENT_OPAMP_ENDPOINT') !== undefined;
}

/** Reader of the file; its samplers, views and resources, and settings that change. */
export function loadDeclared() {
  return loadChunk<
    typeof import('../declared/declared') & typeof import('../../shared/config/file/config-file')
  >('config-file');
}

function mayHaveProxy({ get }: ResolvedConfig, env: NodeJS.ProcessEnv): boolean {
  const isNamed = env.HTTPS_PROXY || env.https_proxy || env.HTTP_PROXY || env.http_proxy;
  return Boolean(get('OTEL_AGENT_PROXY') ?? isNamed);
}

function loadText() {
  return loadChunk<typeof import('../../shared/config/messages/text')>('config-text');
}

function loadProxies() {
  return loadChunk<typeof import('../../shared/config/derived/proxies')>('proxies');
}
