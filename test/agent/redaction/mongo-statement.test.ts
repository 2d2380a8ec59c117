import { collectionOf, mongoStatement } from '../../../src/agent/redaction/mongo-statement';

const SECRET = 'Zq7hunter2';

test.each<[command: object, shown: string]>([
  [
    { insert: 'b', documents: [{ a: SECRET }], ordered: true },
    '{"insert":"b","documents":"?","ordered":"?"}',
  ],
  [
    { find: 'b', filter: { a: SECRET, b: { $in: [1, 2] } } },
    '{"find":"b","filter":{"a":"?","b":{"$in":"?"}}}',
  ],
  [{ find: 'b', filter: {}, lsid: { id: SECRET }, $db: 'x' }, '{"find":"b","filter":{}}'],
  [
    { aggregate: 'b', pipeline: [{ $match: { a: SECRET } }, { $limit: 5 }] },
    '{"aggregate":"b","pipeline":[{"$match":{"a":"?"}},{"$limit":"?"}]}',
  ],
  [{ createUser: SECRET, pwd: SECRET }, '{"createUser":"?","pwd":"?"}'],
  [
    { find: 'b', filter: { at: new Date(), is: /S/, by: Buffer.from(SECRET) } },
    '{"find":"b","filter":{"at":"?","is":"?","by":"?"}}',
  ],
  [{ ping: 1 }, '{"ping":"?"}'],
  [{}, '{}'],
])('%p -> %s', (command, shown) => {
  expect(mongoStatement(command)).toBe(shown);
});

test('a list that the driver has packed is shown as a list', () => {
  const packed = { field: 'updates', documents: [{ q: { a: SECRET }, u: { $set: { b: 1 } } }], chunks: [] };
  expect(mongoStatement({ update: 'b', updates: packed })).toBe(
    '{"update":"b","updates":[{"q":{"a":"?"},"u":{"$set":{"b":"?"}}}]}',
  );
});

test('the length is bounded, whatever a command holds', () => {
  const wide = Object.fromEntries(Array.from({ length: 10_000 }, (_, index) => [`field${index}`, index]));
  const deep = Array.from({ length: 100 }).reduce<object>(inner => ({ a: inner, b: [wide, wide, wide] }), {});
  const many = Array.from({ length: 1000 }, () => ({ q: deep, u: wide }));
  for (const command of [
    { find: 'b', filter: wide },
    { find: 'b', filter: deep },
    { update: 'b', updates: many },
  ])
    expect(mongoStatement(command).length).toBeLessThan(20_000);
});

test("a getter that throws is nobody else's trouble", () => {
  const filter = {
    get a() {
      throw new Error('no');
    },
  };
  expect(mongoStatement({ find: 'b', filter })).toBe('"?"');
});

test.each<[addressed: string | undefined, command: object, collection: string | undefined]>([
  ['b', { insert: 'b' }, 'b'],
  ['$cmd', { aggregate: 'b' }, 'b'],
  ['$cmd', { aggregate: 1 }, undefined],
  ['$cmd', { getMore: 5, collection: 'b' }, 'b'],
  ['$cmd', { explain: { find: 'b' } }, 'b'],
  ['$cmd', { createUser: SECRET }, undefined],
  ['$cmd', { ping: 1 }, undefined],
  [undefined, {}, undefined],
])('%p, %p: the collection is %p', (addressed, command, collection) => {
  expect(collectionOf(addressed, command)).toBe(collection);
});
