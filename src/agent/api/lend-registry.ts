import type { ApiPart, ApiParts } from '../upstream/own-registry';
import { originOfRegistration } from './registration-origin';
import type { AppRegistryOptions, Registry } from './registry';

const PARTS: readonly ApiPart[] = ['diag', 'trace', 'context', 'propagation', 'metrics', 'logs'];

/**
 * Lends the registry to a registration of the app. Until the app has written its part, the registry has the version of
 * the app's API and holds only what the app put there. A tracer provider makes the registry the app's. Any other part
 * joins the agent's, except a context manager: there can be only one, so the app's waits.
 */
export function lendRegistry(
  registry: Registry,
  appParts: ApiParts,
  handOver: (registry: Registry) => void,
  { onAppSdk, report }: AppRegistryOptions,
): void {
  const origin = originOfRegistration();
  const own = { ...registry };
  let reads = 0;

  for (const part of PARTS) {
    define(registry, part, { get: () => earlier(part), set: value => accept(part, value) });
  }
  define(registry, 'version', {
    get() {
      // The API reads it once to compare, and once more to report a difference.
      if (++reads === 1) return origin.apiVersion;
      refuse();
      return own.version;
    },
  });

  /** Lets the API refuse a second registration of the same part, as it does without the agent. */
  function earlier(part: ApiPart): unknown {
    if (appParts[part] !== undefined) restore(own);
    return appParts[part];
  }

  function accept(part: ApiPart, value: unknown): void {
    if (part !== 'trace') {
      appParts[part] = value;
      restore(part === 'context' ? own : { ...own, [part]: value });
      if (part === 'metrics' || part === 'logs') report('debug', joined(part));
      return;
    }
    restore({ version: origin.apiVersion, ...appParts, trace: value });
    handOver(registry);
    onAppSdk(origin);
  }

  function refuse(): void {
    restore(own);
    report(
      'warn',
      `OpenTelemetry that ${origin.caller} brings could not be put in place of the agent's (the version of the API in ` +
        `${origin.apiFile} is not known): run it without the agent, or mark @opentelemetry/api as external when bundling`,
    );
  }

  function restore(values: Registry): void {
    for (const name of [...PARTS, 'version'] as const) {
      define(registry, name, { value: values[name], writable: true });
    }
  }

  const joined = (part: ApiPart) =>
    `${origin.sdk} registers ${part} of its own, which receives what the app records of them itself`;
}

function define(registry: Registry, name: keyof Registry, descriptor: PropertyDescriptor): void {
  Object.defineProperty(registry, name, { ...descriptor, enumerable: true, configurable: true });
}
