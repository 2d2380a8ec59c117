import { isClosed, opened, replaceExport } from '../open-exports';
import { patchFunction } from '../patch-function';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/aws-sdk.generated.json';
import { sendingWith } from './aws-sdk/client-configs';
import { metricInstruments } from './aws-sdk/services/bedrock-metrics';
import { servicesOf } from './aws-sdk/services/services';
import { traceStack } from './aws-sdk/trace-stack';
import type { AwsMetrics, AwsOptions, AwsTracing, MiddlewareStack, Send } from './aws-sdk/types';

type ConstructStack = (this: unknown, ...args: unknown[]) => MiddlewareStack;

/** Parts of a module, which has the one, the other or both. */
interface Exports {
  readonly Client?: { readonly prototype: { send: Send } };
  constructStack: ConstructStack;
}

/** Makes spans of the AWS SDK's commands (version 3): upstream's, at less cost. */
export class AwsSdkInstrumentation extends PatchingInstrumentation<AwsOptions, AwsMetrics> {
  readonly #patched = new WeakSet<object>();

  constructor(options: AwsOptions) {
    super(scope, options, metricInstruments);
  }

  protected override open(exports: unknown, name: string): unknown {
    const isCopied = STACKS.test(name) && isClosed(exports as object, 'constructStack');
    return isCopied ? opened(exports as object) : exports;
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    const module = exports as Exports;
    if (STACKS.test(name)) return this.#patchStacks(module);
    const prototype = module.Client?.prototype;
    if (typeof prototype?.send !== 'function' || this.#patched.has(prototype)) return [];
    this.#patched.add(prototype);
    const tracing = this.#tracing();
    const sending = sendingWith(prototype.send, stack => traceStack(tracing, stack));
    return [patchFunction(prototype, 'send', sending)];
  }

  #patchStacks(module: Exports): (() => void)[] {
    const { constructStack } = module;
    if (typeof constructStack !== 'function' || this.#patched.has(constructStack)) return [];
    const tracing = this.#tracing();
    const constructing: ConstructStack = function (...args) {
      const stack = constructStack.apply(this, args);
      traceStack(tracing, stack);
      return stack;
    };
    this.#patched.add(constructing);
    return [replaceExport(module, 'constructStack', constructing)];
  }

  #tracing(): AwsTracing {
    const { instruments, options } = this;
    return { instruments, options, services: servicesOf(instruments, options) };
  }
}

/** Packages, and files of theirs, that make middleware stacks; all others have clients. */
const STACKS = /^@(?:aws-sdk|smithy)[\\/]middleware-stack/;
