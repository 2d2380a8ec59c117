import type { Resource } from '@opentelemetry/resources';
import { loadChunk } from '../boot/chunks';

const CLOUDS = new Set(['aws', 'gcp', 'azure', 'alibaba']);

/** Adds attributes from the named clouds, later, when the network has answered. Local attributes win. */
export function withCloud(resource: Resource, detectors: readonly string[]): Resource {
  const clouds = detectors.filter(name => CLOUDS.has(name));
  if (clouds.length === 0) return resource;
  const { detectCloud } = loadChunk<typeof import('./cloud-detectors')>('cloud-detectors');
  const detected = detectCloud(clouds).merge(resource);
  void detected.waitForAsyncAttributes?.();
  return detected;
}
