import type { Resource } from '@opentelemetry/resources';
import { loadChunk } from '../chunks';

const CLOUDS = new Set(['aws', 'gcp', 'azure', 'alibaba']);

/** Adds what the named clouds say, later, when the network has answered; what is known locally wins. */
export function withCloud(resource: Resource, detectors: readonly string[]): Resource {
  const clouds = detectors.filter(name => CLOUDS.has(name));
  if (clouds.length === 0) return resource;
  const { detectCloud } = loadChunk<typeof import('./cloud-detectors')>('cloud-detectors');
  const detected = detectCloud(clouds).merge(resource);
  void detected.waitForAsyncAttributes?.();
  return detected;
}
