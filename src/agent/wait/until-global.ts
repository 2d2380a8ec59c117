import { BUNDLED_MODULES, type BundledModule } from '../../shared/bundled-module';

/** The registry that all copies of OpenTelemetry's API share in a thread: app-registry.ts. */
const API_KEY = Symbol.for('opentelemetry.js.api.1');
const BUNDLES_KEY = Symbol.for(BUNDLED_MODULES);

/** True if a preload before the agent has used the API, or came in a marked bundle. */
export function isGlobalThere(): boolean {
  return API_KEY in globalThis || BUNDLES_KEY in globalThis;
}

/**
 * Calls back before the first use of OpenTelemetry's API, whichever copy the app brings, and before the first marked module
 * of a bundle hands itself over. Returns a function that ends the wait.
 */
export function untilGlobal(callBack: () => void): () => void {
  const ends = [untilApi(callBack), untilBundle(callBack)];
  return () => {
    for (const end of ends) end();
  };
}

function untilApi(callBack: () => void): () => void {
  const holder = globalThis as { [API_KEY]?: unknown };
  const get = () => {
    callBack();
    return holder[API_KEY];
  };
  Object.defineProperty(holder, API_KEY, {
    configurable: true,
    get,
    set(value) {
      callBack();
      holder[API_KEY] = value;
    },
  });
  return () => {
    if (Object.getOwnPropertyDescriptor(holder, API_KEY)?.get === get) delete holder[API_KEY];
  };
}

function untilBundle(callBack: () => void): () => void {
  const list: BundledModule[] = [];
  (globalThis as { [BUNDLES_KEY]?: BundledModule[] })[BUNDLES_KEY] = list;
  list.push = (...modules) => {
    callBack();
    // The agent's own by now, or an array's where it did not start.
    return list.push(...modules);
  };
  return () => Reflect.deleteProperty(list, 'push');
}
