import { patchFunction } from '../patch-function';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/kafkajs.generated.json';
import { createMetrics } from './kafkajs/instruments';
import { patchConsumer } from './kafkajs/patch-consumer';
import { patchProducer } from './kafkajs/patch-producer';
import type { Client, Cluster, Consumer, Method, Metrics, Producer } from './kafkajs/types';

type Create = (this: unknown, parameters?: { readonly cluster?: Cluster }, ...others: unknown[]) => unknown;

interface Kafka {
  producer: Method;
  consumer: Method;
}

/** Makes spans of messages that kafkajs sends and receives, and counts them: upstream's, at less cost. */
export class KafkajsInstrumentation extends PatchingInstrumentation<object, Metrics> {
  readonly #patched = new WeakSet<object>();
  /** Clusters of producers and consumers, which know the cluster's id once they are connected. */
  readonly #clusters = new WeakMap<object, Cluster>();

  constructor(options: object) {
    super(scope, options, createMetrics);
  }

  /** The files that create clients export nothing but a function. */
  protected override open(exports: unknown, name: string): unknown {
    if (name === 'kafkajs' || typeof exports !== 'function') return exports;
    const create = exports as Create;
    const clusters = this.#clusters;
    return function (this: unknown, ...args: Parameters<Create>) {
      const client = create.apply(this, args);
      const cluster = args[0]?.cluster;
      if (cluster) clusters.set(client as object, cluster);
      return client;
    };
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    const prototype = name === 'kafkajs' ? prototypeOf(exports) : undefined;
    if (prototype === undefined || this.#patched.has(prototype)) return [];
    this.#patched.add(prototype);
    const { instruments } = this;
    const clientOf = (created: object): Client => ({ instruments, cluster: this.#clusters.get(created) });
    const { producer, consumer } = prototype;
    const patched: Kafka = {
      producer(...args) {
        const created = producer.apply(this, args) as Producer;
        patchProducer(clientOf(created), created);
        return created;
      },
      consumer(...args) {
        const created = consumer.apply(this, args) as Consumer;
        patchConsumer(clientOf(created), created);
        return created;
      },
    };
    return [
      patchFunction(prototype, 'producer', patched.producer),
      patchFunction(prototype, 'consumer', patched.consumer),
    ];
  }
}

/** Finds the class among the exports of CommonJS, or in the module object of an `import`. */
function prototypeOf(exports: unknown): Kafka | undefined {
  const { Kafka, default: others } = Object(exports) as {
    readonly Kafka?: { readonly prototype: Kafka };
    readonly default?: unknown;
  };
  return Kafka?.prototype ?? (others === undefined ? undefined : prototypeOf(others));
}
