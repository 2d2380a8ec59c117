import type { NodeMajor } from '../nodes';
import { confluentKafkaRequirement } from '../services/confluent-kafka/confluent-kafka-requirement';
import { describeWith } from '../services/describe-with';
import { logToStderr } from '../services/obtain/log-to-stderr';
import { obtain } from '../services/obtain/obtain';
import {
  behavesAsBare,
  expectAttributes,
  kafkaRun,
  lines,
  linkTo,
  named,
  sent,
  taken,
  tree,
} from './kafka-run';
import type { OwnRun } from './own-run';

/** Its native part is built for the Node that runs the tests. */
const thisMajor = Number(process.versions.node.split('.')[0]) as NodeMajor;

describeWith('kafka', 'confluent-kafka').each(['confluent', 'rdkafka'])(
  '@confluentinc/kafka-javascript, %s',
  client => {
    /** Each call of the callback API sends one message. */
    const hasCallbacks = client === 'rdkafka';
    let run: OwnRun;
    beforeAll(async () => {
      const source = (await obtain([confluentKafkaRequirement], logToStderr)).get('confluent-kafka')!;
      if (source.way !== 'programs') throw new Error('the client is built for this Node');
      const modules = `${source.programs['confluent-kafka']}/node_modules`;
      run = await kafkaRun(modules, client, hasCallbacks ? 'import' : 'require', thisMajor);
    }, 600_000);

    test('a message is one trace from its sender to the work', () => {
      expect(tree(run, 'sends')).toEqual(sent);
      expect(tree(run, 'sends two')).toEqual(hasCallbacks ? [...sent, ...sent] : [...sent, ...taken()]);
      expect(tree(run, 'sends a batch')).toEqual(['producer send batches']);
    });

    test('errors are named', () => {
      const [failed] = tree(run, 'fails');
      expect(failed).toBe(hasCallbacks ? 'producer send ! TypeError' : 'producer send orders ! 10');
    });

    test('messages that come together are linked with their senders', () => {
      const polls = named(run, 'poll batches');
      expect(polls.flatMap(poll => lines(run.spans, poll))).toContain('internal work');
      expect(polls.flatMap(({ links }) => links)).toContainEqual(linkTo(run, 'sends a batch'));
      expect(polls[0]!.kind).toBe('client');
    });

    test('each way of sending has one span', () => {
      if (hasCallbacks) {
        expect(tree(run, 'sends with a callback')).toEqual(sent);
        expect(tree(run, 'sends again')).toEqual(sent);
        return;
      }
      expect(tree(run, 'sends to several topics').sort()).toEqual([...sent, 'producer send batches'].sort());
      expect(tree(run, 'is taken again')).toEqual([
        'producer send orders',
        '  consumer process orders ! TypeError',
        ...taken(),
      ]);
    });

    test('spans have the attributes of the conventions', () => {
      const place = { 'messaging.destination.partition.id': '0', 'messaging.kafka.offset': 0 };
      expectAttributes(run, hasCallbacks ? {} : place);
    });

    behavesAsBare(() => run);
  },
);
