import type { AppRegistryOptions, Registry } from './app-registry';
import type { ApiPart, ApiParts } from './own-registry';
import { originOfRegistration } from './registration-origin';

const PARTS: readonly ApiPart[] = ['diag', 'trace', 'context', 'propagation', 'metrics', 'logs'];

/**
 * Called within a registration of the app's: until it has written its part, the registry looks to it like its own,
 * of its version and with nothing in it but what the app put there. A tracer provider makes the registry the app's; any
 * other part joins the agent's. Only the app's context manager waits for that, since there can be but one.
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
      // Once to compare; once more for the error that tells of a difference.
      if (++reads === 1) return origin.apiVersion;
      refuse();
      return own.version;
    },
  });

  /** The second of a kind is refused, as ever, and comes no further than here. */
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
    `${origin.sdk} registers ${part} of its own: what the app records of them itself goes there`;
}

function define(registry: Registry, name: keyof Registry, descriptor: PropertyDescriptor): void {
  Object.defineProperty(registry, name, { ...descriptor, enumerable: true, configurable: true });
}
