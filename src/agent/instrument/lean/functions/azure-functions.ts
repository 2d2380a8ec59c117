import { createRequire } from 'node:module';
import path from 'node:path';
import { urlRedaction } from '../http/url-query';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/azure-functions.generated.json';
import { tracingInvocations } from './azure/trace-invocation';
import type { AzureOptions, PreInvocation } from './azure/types';
import { coldStart } from './cold-start';

/** Module that Azure's worker gives to `require`, and that is nowhere on disk. */
interface WorkerCore {
  registerHook?(name: 'preInvocation', hook: (call: PreInvocation) => void): { dispose(): void };
}

/** Makes a span of each invocation of an Azure function, by the hook that the worker has for it. */
export class AzureFunctionsInstrumentation extends PatchingInstrumentation<AzureOptions, object> {
  #isHooked = false;

  constructor(options: AzureOptions) {
    super(scope, options, () => ({}));
  }

  /** Changes nothing in the package: its load tells that the worker has begun to load an app of its model. */
  protected patch(_exports: unknown, _name: string, folder = process.cwd()): (() => void)[] {
    // Without the worker, in a unit test, the package's own way to a hook writes a warning.
    const core = this.#isHooked ? undefined : workerCore(folder);
    if (core?.registerHook === undefined) return [];
    this.#isHooked = true;
    const { options } = this;
    const hook = core.registerHook(
      'preInvocation',
      tracingInvocations({
        instruments: this.instruments,
        options,
        redaction: urlRedaction(options.redactQuery),
        takeColdStart: coldStart(options.functions.environment, Date.now() - process.uptime() * 1000),
      }),
    );
    return [
      () => {
        this.#isHooked = false;
        hook.dispose();
      },
    ];
  }
}

function workerCore(folder: string): WorkerCore | undefined {
  try {
    return createRequire(path.join(folder, 'index.js'))('@azure/functions-core') as WorkerCore;
  } catch {
    return undefined;
  }
}
