import path from 'node:path';
import { PatchingInstrumentation } from '../patching-instrumentation';
import scope from '../scopes/confluent-kafka.generated.json';
import { patchConsumer } from './confluent-kafka/patch-consumer';
import { patchHighLevelProducer, patchProducer } from './confluent-kafka/patch-producer';
import { patchRun } from './confluent-kafka/patch-run';
import { patchSend } from './confluent-kafka/patch-send';
import type {
  CallbackConsumer,
  CallbackProducer,
  HighLevelProducer,
  PromiseConsumer,
  PromiseProducer,
} from './confluent-kafka/types';

interface Class<Instance> {
  readonly prototype: Instance;
}

/** Exports of the main file, the callback API, and of the two files of the promise API. */
interface Exports {
  readonly HighLevelProducer?: Class<HighLevelProducer>;
  readonly KafkaConsumer?: Class<CallbackConsumer>;
  readonly Producer?: Class<CallbackProducer & PromiseProducer>;
  readonly Consumer?: Class<PromiseConsumer>;
}

const PROMISES = path.join('lib', 'kafkajs');

/**
 * Makes spans of messages of @confluentinc/kafka-javascript, by either of its APIs. The promise API sends through the callback
 * API: its messages have the span of the outer call alone.
 */
export class ConfluentKafkaInstrumentation extends PatchingInstrumentation<object, object> {
  constructor(options: object) {
    super(scope, options, () => ({}));
  }

  protected patch(exports: unknown, name: string): (() => void)[] {
    const { HighLevelProducer, KafkaConsumer, Producer, Consumer } = Object(exports) as Exports;
    const { instruments } = this;
    if (name.includes(PROMISES))
      return [
        ...(typeof Producer?.prototype.send === 'function'
          ? [patchSend(Producer.prototype, instruments)]
          : []),
        ...(typeof Consumer?.prototype.run === 'function' ? [patchRun(Consumer.prototype, instruments)] : []),
      ];
    return [
      ...(typeof Producer?.prototype.produce === 'function'
        ? [patchProducer(Producer.prototype, instruments)]
        : []),
      ...(typeof HighLevelProducer?.prototype._modifiedProduce === 'function'
        ? [patchHighLevelProducer(HighLevelProducer.prototype, instruments)]
        : []),
      ...(typeof KafkaConsumer?.prototype._consumeNum === 'function'
        ? patchConsumer(KafkaConsumer.prototype, instruments)
        : []),
    ];
  }
}
