import path from 'node:path';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/bullmq.generated.json';
import { type FlowProducer, patchFlowProducer, patchQueue, type Queue } from './bullmq/patch-queue';
import { Telemetry } from './bullmq/telemetry';

const QUEUE = path.join('bullmq', 'dist', 'cjs', 'classes', 'queue-base.js');
const FLOW_PRODUCER = path.join('bullmq', 'dist', 'cjs', 'classes', 'flow-producer.js');

interface Exports {
  readonly QueueBase?: { readonly prototype: Queue };
  readonly FlowProducer?: { readonly prototype: FlowProducer };
}

/**
 * Makes spans of BullMQ's jobs, as they are added and processed, through the places where BullMQ asks its `telemetry` option. The
 * trace goes through the job in that option's format, so that apps with `bullmq-otel` continue it. Queues with an option of the
 * app's own are left to it.
 */
export class BullmqInstrumentation extends PatchingInstrumentation<object, object> {
  readonly #telemetry = new Telemetry(this.instruments);

  constructor(options: object) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    const { QueueBase, FlowProducer } = exports as Exports;
    if (name === QUEUE && typeof QueueBase?.prototype.trace === 'function')
      return [patchQueue(QueueBase.prototype, this.#telemetry)];
    if (name === FLOW_PRODUCER && FlowProducer !== undefined)
      return [patchFlowProducer(FlowProducer.prototype, this.#telemetry)];
    return [];
  }
}
