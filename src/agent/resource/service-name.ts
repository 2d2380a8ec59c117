import { appPackage } from './app-package';
import { functionAttributes } from './function-attributes';
import type { ResourceInput } from './resource-input';

/** The name that `detectResource` gives a service. */
export interface ServiceName {
  readonly name: string;
  /** An environment name, the path of a package.json, or undefined where nothing names the service. */
  readonly from: string | undefined;
}

/** Finds the service's name and its source. */
export function serviceName({
  serviceName: given,
  attributes,
  environment,
  detectors,
  entry,
}: Pick<ResourceInput, 'serviceName' | 'attributes' | 'environment' | 'detectors' | 'entry'>): ServiceName {
  if (given !== undefined) return { name: given, from: 'OTEL_SERVICE_NAME' };
  const attribute = detectors.includes('env') ? attributes['service.name'] : undefined;
  if (attribute !== undefined) return { name: attribute, from: 'OTEL_RESOURCE_ATTRIBUTES' };
  // The script is the platform's own, so its package does not name the service.
  const serverless = functionAttributes({ environment });
  if (serverless !== undefined) return { name: serverless.name, from: serverless.from };
  const manifest = entry === undefined ? undefined : appPackage(entry);
  return manifest === undefined
    ? { name: UNKNOWN_SERVICE, from: undefined }
    : { name: manifest.name, from: manifest.file };
}

/** The name of a service that nothing names (resource semantic conventions, "Service"). */
export const UNKNOWN_SERVICE = 'unknown_service:node';
