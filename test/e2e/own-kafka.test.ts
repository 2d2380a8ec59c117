import { installPackages } from '../agent/boot/guard/install-package';
import { NODE_MAJORS, type NodeMajor } from '../nodes';
import { describeWith } from '../services/describe-with';
import { sliced } from '../slice';
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
  type Way,
} from './kafka-run';
import { childrenOf, type OwnRun } from './own-run';

const wayOn = (nodeMajor: NodeMajor): Way =>
  NODE_MAJORS.indexOf(nodeMajor) % 2 === 0 ? 'require' : 'import';
const packages = { '@platformatic/kafka': '2.12.1', kafkajs: '2.2.4' };

sliced(describeWith('kafka')).each(NODE_MAJORS)('kafkajs, Node %s', nodeMajor => {
  let run: OwnRun;
  beforeAll(async () => {
    run = await kafkaRun(await installPackages(packages), 'kafkajs', wayOn(nodeMajor), nodeMajor);
  }, 120_000);

  test('a message is one trace from its sender to the work, and each message of a call has a span', () => {
    expect(tree(run, 'sends')).toEqual(sent);
    expect(tree(run, 'sends again')).toEqual(sent);
    expect(tree(run, 'sends two')).toEqual([...sent, ...sent]);
    expect(tree(run, 'sends a batch')).toEqual(['producer send batches']);
    expect(tree(run, 'sends to several topics').sort()).toEqual([...sent, 'producer send batches'].sort());
    expect(tree(run, 'fails')).toEqual(['producer send not a topic ! KafkaJSNonRetriableError']);
  });

  test('a batch is linked with its senders', () => {
    const [poll] = named(run, 'poll batches');
    expect(lines(run.spans, poll)).toEqual(['internal work', 'consumer process batches']);
    expect(childrenOf(run.spans, poll).flatMap(({ links }) => links)).toEqual([linkTo(run, 'sends a batch')]);
  });

  behavesAsBare(() => run);
});

/** @platformatic/kafka needs Node 22.22. */
const itsMajors = NODE_MAJORS.filter(major => major > 20);

sliced(describeWith('kafka')).each(itsMajors)('E7: @platformatic/kafka, Node %s', nodeMajor => {
  let run: OwnRun;
  beforeAll(async () => {
    run = await kafkaRun(await installPackages(packages), 'platformatic', wayOn(nodeMajor), nodeMajor);
  }, 120_000);

  test('a message is one trace from its sender to the work, and a call has a single span', () => {
    expect(tree(run, 'sends')).toEqual(sent);
    expect(tree(run, 'sends again')).toEqual(sent);
    expect(tree(run, 'sends two')).toEqual([...sent, ...taken()]);
    expect(tree(run, 'fails')).toEqual(['producer send not a topic ! INVALID_TOPIC_EXCEPTION']);
    for (const name of ['with a callback', 'idempotently', 'frozen messages'])
      expect(tree(run, `sends ${name}`)).toEqual(sent);
    expect(tree(run, 'writes to a stream')).toEqual(sent);
  });

  test("messages that a hook of the app's is shown carry nothing", () => {
    expect(tree(run, 'sends with a hook')).toEqual(['producer send orders']);
  });

  test('a loop has a span for each message, beside which its work goes on in its own context', () => {
    expect(tree(run, 'sends a batch')).toEqual(['producer send batches', '  consumer process batches']);
    expect(tree(run, 'connects')).toEqual(['internal work']);
  });

  test('spans have the attributes of the conventions', () => {
    expectAttributes(run, { 'messaging.destination.partition.id': '0', 'messaging.kafka.offset': 0 });
  });

  behavesAsBare(() => run);
});

describeWith('kafka').each(['kafkajs', 'platformatic'])('%s in a trace that is not sampled', client => {
  test('says so to consumers', async () => {
    const env = { OTEL_TRACES_SAMPLER: 'always_off', TEST_FLAGS: 'show' };
    const { lines: said } = await kafkaRun(await installPackages(packages), client, 'import', 24, env);
    expect(said.find(line => line.startsWith('= sends:'))).toContain('"flags":"00"');
  }, 120_000);
});
