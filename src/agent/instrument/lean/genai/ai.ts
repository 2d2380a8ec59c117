import type { Tracer } from '@opentelemetry/api';
import { isSince } from '../../../upstream/package-version';
import { Hook } from '../../../upstream/upstream-hooks';
import { LeanInstrumentation } from '../lean-instrumentation';
import scope from '../scopes/ai.generated.json';
import { telemetryTracer } from './ai/telemetry-tracer';

type Call = (this: unknown, options: { experimental_telemetry?: { isEnabled?: boolean } }) => unknown;

/** Functions of the AI SDK that have telemetry. */
const CALLS = [
  'generateText',
  'streamText',
  'generateObject',
  'streamObject',
  'embed',
  'embedMany',
  'rerank',
];

/**
 * Makes spans of the AI SDK 6, whose own telemetry is turned on with a tracer of the agent's, unless a call turns it on or
 * off itself. Prompts and answers are never recorded.
 */
export class AiInstrumentation extends LeanInstrumentation<object, object> {
  #isEnabled = false;
  #isHooked = false;

  constructor(options: object) {
    super(scope, options, () => ({}));
  }

  enable(): void {
    this.#isEnabled = true;
    if (this.#isHooked) return;
    this.#isHooked = true;
    new Hook(null, undefined, (exports, name, folder) =>
      name === 'ai' && isSince(folder, [6, 0]) && !isSince(folder, [7, 0])
        ? this.#patched(exports as never)
        : exports,
    );
  }

  override disable(): void {
    this.#isEnabled = false;
    super.disable();
  }

  /** Writes into the bindings of an ES module; the exports of CommonJS cannot be written, so there is a copy. */
  #patched(exports: Record<string, unknown>): unknown {
    const tracer = telemetryTracer(this.instruments);
    const traced = Object.fromEntries(
      CALLS.filter(name => typeof exports[name] === 'function').map(name => [
        name,
        this.#traced(exports[name] as Call, name, tracer),
      ]),
    );
    if ((exports as { [Symbol.toStringTag]?: string })[Symbol.toStringTag] === 'Module')
      return Object.assign(exports, traced);
    const copies = Object.entries(traced).map(([name, value]) => [name, { value, enumerable: true }]);
    const descriptors = { ...Object.getOwnPropertyDescriptors(exports), ...Object.fromEntries(copies) };
    return Object.create(Object.getPrototypeOf(exports), descriptors);
  }

  #traced(original: Call, name: string, tracer: Tracer): Call {
    const isOff = () => !this.#isEnabled;
    const traced: Call = function (options, ...rest) {
      if (isOff() || typeof options !== 'object' || options === null)
        return original.call(this, options, ...rest);
      const given = options.experimental_telemetry;
      if (given?.isEnabled !== undefined) return original.call(this, options, ...rest);
      const telemetry = { ...given, isEnabled: true, recordInputs: false, recordOutputs: false, tracer };
      return original.call(this, { ...options, experimental_telemetry: telemetry }, ...rest);
    };
    Object.defineProperty(traced, 'name', { value: name, configurable: true });
    return traced;
  }
}
