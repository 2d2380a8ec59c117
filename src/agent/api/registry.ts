import type { ApiParts } from '../upstream/own-registry';
import type { Origin } from './registration-origin';

/** The API's global registry. A copy of the API writes only to a registry of exactly its own version. */
export interface Registry extends ApiParts {
  version: string;
}

export interface AppRegistryOptions {
  /** The app registers a tracer provider: from here on the registry is the app's. */
  readonly onAppSdk: (origin: Origin) => void;
  readonly report: (level: 'warn' | 'debug', message: string) => void;
}
