import { heeds } from '../heeds';
import type { CatalogueRow } from '../row';

/** Queues of messages and jobs. */
export const QUEUES: readonly CatalogueRow[] = [
  { name: 'amqplib', chunk: 'queues', leanKind: 'other', lean: heeds('consumeTimeoutMs') },
  { name: 'kafkajs', chunk: 'queues', leanKind: 'other', lean: heeds() },
  {
    name: 'platformatic-kafka',
    isOwn: true,
    modules: ['@platformatic/kafka'],
    channels: {
      names: ['plt:kafka:producer:sends', 'plt:kafka:consumer:consumes', 'plt:kafka:consumer:receives'],
      since: [1, 35],
      heeds: heeds(),
    },
  },
  {
    name: 'confluent-kafka',
    isOwn: true,
    leanKind: 'other',
    targets: [
      {
        module: '@confluentinc/kafka-javascript',
        versions: ['>=1 <2'],
        files: ['lib/kafkajs/_producer.js', 'lib/kafkajs/_consumer.js'],
      },
    ],
    lean: heeds(),
  },
  {
    name: 'bullmq',
    isOwn: true,
    leanKind: 'other',
    targets: [
      {
        module: 'bullmq',
        versions: ['>=5 <7'],
        files: ['dist/cjs/classes/queue-base.js', 'dist/cjs/classes/flow-producer.js'],
      },
    ],
    lean: heeds(),
  },
  {
    name: 'nats',
    isOwn: true,
    leanKind: 'other',
    targets: [
      { module: '@nats-io/nats-core', versions: ['>=3 <4'], files: ['lib/nats.js', 'lib/protocol.js'] },
      {
        module: 'nats',
        versions: ['>=2 <3'],
        files: [
          'lib/nats-base-client/nats.js',
          'lib/nats-base-client/protocol.js',
          'lib/jetstream/consumer.js',
          'lib/jetstream/jsmsg.js',
        ],
      },
      {
        module: '@nats-io/jetstream',
        versions: ['>=3 <4'],
        files: ['lib/consumer.js', 'lib/pushconsumer.js', 'lib/jsmsg.js'],
      },
    ],
    lean: heeds(),
  },
];
