import type { ResolvedConfig } from '../../../shared/config';
import type { SignalExport, Target } from '../../../shared/config/derived/signals';
import { redactUrls } from '../../../shared/urls/redact-text';

/** `1.0.0 sends traces, metrics, logs to http://localhost:4317 (grpc) as service "shop"` */
export function bannerOf({ signals }: ResolvedConfig, version: string, serviceName: unknown): string {
  const targets = new Map<string, string[]>();
  for (const [signal, { exporters, targets: all }] of Object.entries(signals) as [string, SignalExport][]) {
    const names = new Set(all.map(bannerTarget));
    if (exporters.includes('prometheus')) names.add('prometheus');
    for (const name of names) targets.set(name, [...(targets.get(name) ?? []), signal]);
  }
  const sends = [...targets].map(([target, names]) => `${names.join(', ')} to ${target}`).join('; ');
  return `${version} sends ${sends || 'nothing'} as service "${serviceName}"`;
}

function bannerTarget({ exporter, destination }: Target): string {
  if (exporter !== 'otlp' || destination === undefined) return exporter;
  const { url, protocol, proxy } = destination;
  const through = proxy ? ` through ${proxy.url}` : '';
  return `${redactUrls(url).replace(/\/v1\/\w+(?=$|\?)/, '')} (${protocol})${through}`;
}
