import { installPackages } from '../agent/boot/guard/install-package';
import { NODE_MAJORS } from '../nodes';
import type { CollectedSpan } from '../services/collector/collected';
import { describeWith } from '../services/describe-with';
import { sliced } from '../slice';
import { childrenOf, type OwnRun, ownRun, textOf } from './own-run';

/** Its own channels for 9.12, upstream's patch for 9.6: the spans are alike, but for the driver's place. */
sliced(describeWith('mongodb')).each([
  ...NODE_MAJORS.map(nodeMajor => ({ nodeMajor, version: '9.12.1' })),
  { nodeMajor: 24 as const, version: '9.6.1' },
])('mongoose, %p', ({ nodeMajor, version }) => {
  const isHeard = version !== '9.6.1';
  let run: OwnRun;
  beforeAll(async () => {
    const args = [await installPackages({ mongoose: version })];
    const env = { TEST_MONGODB_URL: process.env.TEST_MONGODB_URL };
    run = await ownRun({ script: 'instrument/own/mongoose-ways.cjs', args, env, nodeMajor });
  });
  const named = (name: string) => run.spans.find(span => span.name === name);
  const below = (span: CollectedSpan | undefined) => childrenOf(run.spans, span).filter(ofMongoose);
  const lines = (name: string) => below(named(name)).map(describeSpan);

  test('an operation is one span, as upstream makes it', () => {
    expect(lines('saves')).toEqual(['save users']);
    expect(lines('inserts')).toEqual(['insertMany users']);
    expect(lines('writes')).toEqual(['bulkWrite users']);
    expect(lines('finds')).toEqual(['find users']);
    expect(lines('finds one')).toEqual(['findOne users']);
    expect(lines('updates')).toEqual(['updateOne users']);
    expect(lines('aggregates')).toEqual(['aggregate users']);
    const { hostname, port } = new URL(process.env.TEST_MONGODB_URL!);
    expect(below(named('finds'))[0]).toMatchObject({
      kind: 'client',
      attributes: {
        'db.system.name': 'mongodb',
        'db.operation.name': 'find',
        'db.collection.name': expect.stringMatching(/^users\d+$/),
        'db.namespace': 'test',
        'server.address': hostname,
        'server.port': Number(port),
      },
    });
  });

  test('errors are named, without data', () => {
    expect(lines('saves nothing')).toEqual(['save users ! ValidationError']);
    // Upstream names an error by its code.
    const ofServer = (operation: string) =>
      expect.stringMatching(
        `^${operation} users ! ${isHeard ? 'MongoServerError' : '(MongoServerError|\\d+)'}$`,
      );
    expect(lines('inserts the same')).toEqual(['save users', ofServer('save')]);
    expect(lines('aggregates badly')).toEqual([ofServer('aggregate')]);
    expect(textOf(run)).not.toContain('hunter2');
  });

  test('each document of a cursor has none', () => {
    expect(lines('goes through')).toEqual([]);
    const drivers = childrenOf(run.spans, named('goes through'));
    expect(drivers.map(({ name }) => name.replace(/\d+/, ''))).toEqual(['find users']);
  });

  test('100 at once are each in their own trace', () => {
    for (let i = 0; i < 100; i++)
      expect(lines(`request ${i}`)).toEqual(['find users', 'countDocuments users']);
  });

  test("the driver's spans are below those of the channels", () => {
    const [operation] = below(named('finds'));
    const drivers = childrenOf(run.spans, isHeard ? operation : named('finds')).filter(
      span => !ofMongoose(span),
    );
    expect(drivers).toMatchObject([{ attributes: { 'db.operation.name': 'find' } }]);
  });

  test('the app sees what bare Node shows', () => expect(run.lines).toEqual(run.bare));
});

const ofMongoose = ({ scope }: CollectedSpan) => scope.name.endsWith('-mongoose');

function describeSpan({ name, events, status }: CollectedSpan): string {
  const error = status.code === 'error' ? [`! ${events[0]?.attributes['exception.type']}`] : [];
  return [name.replace(/\d+/, ''), ...error].join(' ');
}
