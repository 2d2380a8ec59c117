import type { ResolvedConfig } from './config';
import type { Log } from './log';
import { detached } from './pipeline/detached';

/** The process counts as running, and not as a short script, at this age. */
const RUNNING_AFTER_MS = 2000;

export interface AnnouncerInput {
  readonly config: ResolvedConfig;
  readonly version: string;
  readonly serviceName: () => unknown;
  readonly log: Log;
  /** The agent has ended its work: there is nothing to say, and nothing to do later. */
  readonly hasYielded: () => boolean;
}

/**
 * Says once, in one line on stderr, what is on: when the first span ends or the process is 2 s old, so that short
 * scripts stay silent. What has to wait until the app runs waits for the same moment.
 */
export function announcer({ config, version, serviceName, log, hasYielded }: AnnouncerInput) {
  const waiting: (() => void)[] = [];
  let isRunning = false;

  function run(): void {
    if (isRunning || hasYielded()) return;
    isRunning = true;
    if (config.get('OTEL_AGENT_BANNER')) log('info', bannerOf(config, version, serviceName()));
    for (const callBack of waiting) detached(callBack);
  }
  detached(() => setTimeout(run, RUNNING_AFTER_MS).unref());

  return {
    /** Something was recorded. */
    noteItem(): void {
      if (!isRunning) setImmediate(run).unref(); // Not within the request that ended the span.
    },
    isRunning: () => isRunning,
    whenRunning(callBack: () => void): void {
      waiting.push(callBack);
    },
  };
}

/** `1.0.0 sends traces, metrics, logs to http://localhost:4317 (grpc) as service "shop"` */
export function bannerOf({ signals }: ResolvedConfig, version: string, serviceName: unknown): string {
  const ways = new Map<string, string[]>();
  for (const [signal, { exporters, url, protocol }] of Object.entries(signals)) {
    for (const exporter of exporters as readonly string[]) {
      const way = exporter === 'otlp' ? `${url.replace(/\/v1\/\w+$/, '')} (${protocol})` : exporter;
      ways.set(way, [...(ways.get(way) ?? []), signal]);
    }
  }
  const sends = [...ways].map(([way, names]) => `${names.join(', ')} to ${way}`).join('; ');
  return `${version} sends ${sends || 'nothing'} as service "${serviceName}"`;
}
