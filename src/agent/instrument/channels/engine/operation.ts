import type { Context, Span } from '@opentelemetry/api';
import { enterContext, leaveContext } from '../../../tracing/context-manager';
import { ReturnOverride } from '../../lean/emitters/return-override';

/** Tells that an operation goes on after its result, as a stream does. */
export const STILL_OPEN = Symbol('still open');

type Describe = (span: Span) => unknown;

/** Operation that a tracing channel publishes, kept on the message object that all its events share. */
export class Operation extends ReturnOverride {
  #state: OperationState;

  private constructor(message: object, state: OperationState) {
    super(message);
    this.#state = state;
  }

  static begin(message: object, span: Span | undefined, caller: Context): OperationState {
    const state = new OperationState(span, caller);
    new Operation(message, state);
    return state;
  }

  static of(message: object): OperationState | undefined {
    return #state in message ? (message as Operation).#state : undefined;
  }
}

/** Span, if it has one, and context of an operation. */
export class OperationState {
  readonly caller: Context;
  readonly #span: Span | undefined;
  #hasEnded = false;
  #before: { readonly context: Context | undefined } | undefined;

  constructor(span: Span | undefined, caller: Context) {
    this.#span = span;
    this.caller = caller;
  }

  /** Ends the span once, after `describe`, unless that returns STILL_OPEN: then its caller ends it. */
  end(describe: Describe): void {
    if (this.#hasEnded || this.#span === undefined) return;
    this.#hasEnded = true;
    let isOpen = false;
    try {
      isOpen = describe(this.#span) === STILL_OPEN;
    } finally {
      if (!isOpen) this.#span.end();
    }
  }

  /** Makes a context the active one until `leave`. Both are called from one function of Node's, with no turn in between. */
  enter(context: Context): void {
    this.#before = { context: enterContext(context) };
  }

  leave(): void {
    if (this.#before === undefined) return;
    leaveContext(this.#before.context);
    this.#before = undefined;
  }
}
