import { installPackages } from '../agent/boot/guard/install-package';
import { tracedRun } from '../agent/instrument/lean/traced-run';
import { NODE_MAJORS } from '../nodes';
import { describeWith } from '../services/describe-with';
import { sliced } from '../slice';
import { comparable } from './fidelity/comparable';
import { below, childrenOf, type OwnRun, ownRun, textOf } from './own-run';

/* Ways of using databases that upstream's instrumentations leave out. */

sliced(describeWith('postgres')).each(NODE_MAJORS)('E1: cursors of pg, Node %s', nodeMajor => {
  let run: OwnRun;
  beforeAll(async () => {
    const args = [
      await installPackages({ pg: '8.23.1', 'pg-cursor': '2.22.1', 'pg-query-stream': '4.17.0' }),
    ];
    const env = { TEST_POSTGRES_URL: process.env.TEST_POSTGRES_URL };
    run = await ownRun({ script: 'instrument/own/pg-cursors.cjs', args, env, nodeMajor });
  });
  const select =
    'client pg.query:SELECT postgres [SELECT n, ? AS word FROM generate_series(?, $1::int) AS n]';

  test('have a span from the query to their end, however that comes', () => {
    for (const name of [
      'is read to its end',
      'is closed early',
      'streams',
      'iterates',
      'a stream is left early',
    ])
      expect([name, below(run, name)]).toEqual([name, [select]]);
    expect(below(run, 'the client is closed under a cursor')).toEqual([select]);
    expect(below(run, 'fails')).toEqual([
      'client pg.query:SELECT postgres [SELECT ? FROM missing] ! relation "missing" does not exist',
    ]);
  });

  test('put 100 at once below their own callers', () => {
    const requests = run.spans.filter(({ name }) => name.startsWith('request '));
    expect(requests).toHaveLength(100);
    for (const request of requests) {
      const names = childrenOf(run.spans, request).map(({ name }) => name);
      expect(names.filter(name => name === 'pg.query:SELECT postgres')).toHaveLength(1);
    }
  });

  test('call back in the context of the code that reads', () => {
    expect(run.spans.filter(({ name }) => name === 'lost the context')).toEqual([]);
  });

  test('show the app what bare Node shows, and nothing secret to others', () => {
    expect(run.lines).toEqual(run.bare);
    expect(textOf(run)).not.toContain('hunter2');
  });
});

sliced(describeWith('mariadb')).each(NODE_MAJORS)('E1: statements of mysql2, Node %s', nodeMajor => {
  let run: OwnRun;
  beforeAll(async () => {
    const env = { TEST_MARIADB_URL: process.env.TEST_MARIADB_URL };
    run = await ownRun({ script: 'instrument/own/mysql2-statements.cjs', env, nodeMajor });
  });

  test.each([
    ['query', ['client SELECT [SELECT ? AS word]']],
    ['query of settings', ['client SELECT [SELECT ? AS word]']],
    ['execute', ['client SELECT [SELECT ? AS word]']],
    ['execute fails', ["client SELECT [SELECT ? FROM missing] ! Table 'test.missing' doesn't exist"]],
    ['events', ['client SELECT [SELECT ? AS word UNION SELECT ?]']],
    ['events of an error', ["client SELECT [SELECT ? FROM missing] ! Table 'test.missing' doesn't exist"]],
    ['prepared', ['client SELECT [SELECT ? + ? AS sum]', 'client SELECT [SELECT ? + ? AS sum]']],
    ['promises', ['client SELECT [SELECT ? AS word]', 'client SELECT [SELECT ? AS word]']],
  ])('%s', (name, expected) => {
    expect(below(run, name)).toEqual(expected);
  });

  test('have 100 at once below their own callers', () => {
    const requests = run.spans.filter(({ name }) => name.startsWith('request '));
    expect(requests).toHaveLength(100);
    for (const request of requests) {
      const number = request.name.slice('request '.length);
      const texts = childrenOf(run.spans, request).map(({ attributes }) => attributes['db.query.text']);
      expect(texts).toEqual([`SELECT ? AS word_${number}`, `SELECT ? AS other_${number}`]);
    }
  });

  test('call back in the context of the caller', () => {
    expect(run.spans.filter(({ name }) => name === 'lost the context')).toEqual([]);
  });

  test('show the app what bare Node shows, and nothing secret to others', () => {
    expect(run.lines).toEqual(run.bare);
    expect(textOf(run)).not.toContain('hunter2');
  });
});

describeWith('mariadb')('statements of mysql2', () => {
  test("have upstream's spans where upstream has any", async () => {
    const env = { TEST_MARIADB_URL: process.env.TEST_MARIADB_URL };
    const program = { script: 'instrument/own/mysql2-statements.cjs', env };
    const [ours, upstreams] = await Promise.all([
      tracedRun(program),
      tracedRun({ ...program, env: { ...env, OTEL_AGENT_LEAN: 'off' } }),
    ]);
    const known = ['query', 'query of settings', 'execute', 'execute fails', 'events'];
    const pick = ({ spans }: typeof ours) => {
      const parents = spans.filter(({ name }) => known.includes(name));
      return comparable([...parents, ...parents.flatMap(parent => childrenOf(spans, parent))]);
    };
    expect(pick(ours)).toEqual(pick(upstreams));
  });
});

sliced(describeWith('postgres')).each([
  ...NODE_MAJORS.map(nodeMajor => ({ nodeMajor, format: 'esm' })),
  { nodeMajor: 24 as const, format: 'cjs' },
])('E3: postgres.js, %p', ({ nodeMajor, format }) => {
  let run: OwnRun;
  beforeAll(async () => {
    const args = [await installPackages({ postgres: '3.4.9' }), format];
    const env = { TEST_POSTGRES_URL: process.env.TEST_POSTGRES_URL };
    run = await ownRun({ script: 'instrument/own/postgres-js.mjs', args, env, nodeMajor });
  });

  test.each([
    ['a query', ['client SELECT [SELECT $1::text AS word, $2::int AS n]']],
    [
      'a fragment',
      ['client SELECT generate_series [SELECT n FROM generate_series(?, ?) AS n WHERE n > $1 AND $2 = ?]'],
    ],
    ['a text', ['client SELECT [SELECT ? AS word]']],
    [
      'fails',
      ['client SELECT missing [SELECT $1::text FROM missing] 42P01 ! relation "missing" does not exist'],
    ],
    ['two at once', ['client SELECT [SELECT ? AS n]', 'client SELECT [SELECT ? AS n]']],
    ['a transaction', ['client BEGIN [begin ]', 'client COMMIT [commit]', 'client SELECT [SELECT ? AS n]']],
    [
      'a transaction rolls back',
      ['client BEGIN [begin ]', 'client ROLLBACK [rollback]', 'client SELECT [SELECT ? AS n]'],
    ],
    ['rows one by one', ['client SELECT generate_series [SELECT n FROM generate_series(?, ?) AS n]']],
    ['a cursor', ['client SELECT generate_series [SELECT n FROM generate_series(?, ?) AS n]']],
    [
      'a cursor with a function',
      ['client SELECT generate_series [SELECT n FROM generate_series(?, ?) AS n]'],
    ],
    ['never awaited', []],
    ['no server', ['client SELECT [SELECT ?::text] ECONNREFUSED ! connect ECONNREFUSED 127.0.0.1:1']],
  ])('%s', (name, expected) => {
    expect(below(run, name)).toEqual(expected);
  });

  test('names the server and the database', () => {
    const { attributes } = childrenOf(
      run.spans,
      run.spans.find(({ name }) => name === 'a query'),
    )[0]!;
    const { hostname, port } = new URL(process.env.TEST_POSTGRES_URL!);
    expect(attributes).toMatchObject({
      'db.system.name': 'postgresql',
      'db.namespace': 'postgres',
      'server.address': hostname,
      'server.port': Number(port),
    });
  });

  test('has 100 at once below their own callers', () => expectCrowd(run, 'request'));
  test('calls back in the context of the caller', () => expectContextKept(run));
  test('shows the app what bare Node shows, and nothing secret to others', () => expectSame(run));
});

sliced(describeWith('mariadb')).each([
  ...NODE_MAJORS.map(nodeMajor => ({ nodeMajor, format: 'cjs' })),
  { nodeMajor: 20 as const, format: 'esm' },
  { nodeMajor: 26 as const, format: 'esm' },
])('E3: mariadb, %p', ({ nodeMajor, format }) => {
  let run: OwnRun;
  beforeAll(async () => {
    const args = [await installPackages({ mariadb: '3.5.4' }), format];
    const env = { TEST_MARIADB_URL: process.env.TEST_MARIADB_URL };
    run = await ownRun({ script: 'instrument/own/mariadb-ways.cjs', args, env, nodeMajor });
  });
  const word = 'client SELECT [SELECT ? AS word]';
  const sequence = (size: number) => `client SELECT seq_1_to_${size} [SELECT seq FROM seq_1_to_${size}]`;
  const missing = 'client SELECT missing [SELECT ? FROM missing] 1146 ! ';

  test('statements by promises', () => {
    expect(below(run, 'query')).toEqual([word]);
    expect(below(run, 'options')).toEqual([word]);
    expect(below(run, 'execute')).toEqual([word]);
    expect(below(run, 'fails')).toEqual([expect.stringContaining(missing)]);
    expect(below(run, 'prepared')).toEqual([word, word]);
    expect(below(run, 'streams')).toEqual([sequence(10)]);
    expect(below(run, 'pool')).toEqual([word, 'client SELECT [SELECT ?]']);
    expect(below(run, 'batch')).toContain('client INSERT words [INSERT INTO words VALUES (?)]');
    expectCrowd(run, 'request');
  });

  test('statements by callbacks', () => {
    expect(below(run, 'connects by callback')).toEqual([]);
    expect(below(run, 'query by callback')).toEqual([word]);
    expect(below(run, 'execute by callback')).toEqual([word]);
    expect(below(run, 'fails by callback')).toEqual([expect.stringContaining(missing)]);
    expect(below(run, 'events')).toEqual([sequence(3)]);
    expect(below(run, 'prepared by callback')).toEqual([word]);
    expectCrowd(run, 'callback');
  });

  test('names the server and the database', () => {
    const { hostname, port } = new URL(process.env.TEST_MARIADB_URL!);
    for (const name of ['query', 'pool', 'prepared', 'query by callback'])
      expect(
        childrenOf(
          run.spans,
          run.spans.find(span => span.name === name),
        )[0]!.attributes,
      ).toMatchObject({
        'db.system.name': 'mariadb',
        'db.namespace': 'test',
        'server.address': hostname,
        'server.port': Number(port),
      });
  });

  test('calls back in the context of the caller', () => expectContextKept(run));
  test('shows the app what bare Node shows, and nothing secret to others', () => expectSame(run));
});

describe.each([
  ...([22, 24, 26] as const).map(nodeMajor => ({ nodeMajor, name: 'node:sqlite', format: 'esm' })),
  { nodeMajor: 24 as const, name: 'node:sqlite', format: 'cjs' },
  { nodeMajor: 22 as const, name: 'better-sqlite3', format: 'cjs' },
  { nodeMajor: 26 as const, name: 'better-sqlite3', format: 'esm' },
])('E3: SQLite, %p', ({ nodeMajor, name, format }) => {
  let run: OwnRun;
  beforeAll(async () => {
    const args = [await installPackages({ 'better-sqlite3': '13.2.0' }), name, format];
    const env = { OTEL_INSTRUMENTATION_SQLITE_ENABLED: 'true', NODE_NO_WARNINGS: '1' };
    run = await ownRun({ script: 'instrument/own/sqlite-ways.mjs', args, env, nodeMajor });
  });
  const rows = 'client SELECT orders [SELECT n FROM orders ORDER BY n]';
  const constraint = expect.stringMatching(
    /^client INSERT orders \[.*\] (2067|SQLITE_CONSTRAINT_UNIQUE) ! UNIQUE/,
  );
  const missing = expect.stringMatching(
    /^client SELECT missing \[SELECT \? FROM missing\] .* ! no such table: missing/,
  );

  test.each([
    ['exec', ['client CREATE TABLE orders [CREATE TABLE orders (word TEXT UNIQUE, n INT) ?]']],
    ['run', ['client INSERT orders [INSERT INTO orders VALUES (?, ?)]']],
    ['run fails', [constraint]],
    ['get', ['client SELECT orders [SELECT n FROM orders WHERE word = ?]']],
    ['all', [rows]],
    ['iterate', [rows]],
    ['leaves the rows', [rows]],
    ['prepare fails', []],
    ['exec fails', [missing]],
    ['never run', []],
  ])('%s', (parent, expected) => {
    expect(below(run, parent)).toEqual(expected);
  });

  test('names the database', () => {
    const [span] = childrenOf(
      run.spans,
      run.spans.find(each => each.name === 'get'),
    );
    expect(span!.attributes).toMatchObject({ 'db.system.name': 'sqlite', 'db.namespace': ':memory:' });
  });

  test('has 100 at once below their own callers', () => {
    for (let i = 0; i < 100; i++)
      expect(below(run, `request ${i}`)).toEqual([`client SELECT [SELECT ? AS first_${i}]`]);
  });

  test('shows the app what bare Node shows, and nothing secret to others', () => expectSame(run));
});

test('SQLite has no spans unless they are asked for', async () => {
  const args = [await installPackages({ 'better-sqlite3': '13.2.0' }), 'node:sqlite', 'esm'];
  const { spans } = await tracedRun({ script: 'instrument/own/sqlite-ways.mjs', args, nodeMajor: 26 });
  expect(spans.filter(({ kind }) => kind === 'client')).toEqual([]);
});

/** Each of 100 callers at once has its own two statements below it. */
function expectCrowd({ spans }: OwnRun, name: string): void {
  const requests = spans.filter(span => new RegExp(`^${name} \\d+$`).test(span.name));
  expect(requests).toHaveLength(100);
  for (const request of requests) {
    const number = request.name.slice(name.length + 1);
    const texts = childrenOf(spans, request).map(({ attributes }) => attributes['db.query.text']);
    expect(texts.map(text => String(text).replace(/"/g, ''))).toEqual([
      expect.stringMatching(new RegExp(`AS first_${number}$`)),
      expect.stringMatching(new RegExp(`AS second_${number}$`)),
    ]);
  }
}

function expectContextKept({ spans }: OwnRun): void {
  expect(spans.filter(({ name }) => name === 'lost the context')).toEqual([]);
}

function expectSame(run: OwnRun): void {
  expect(run.lines).toEqual(run.bare);
  expect(textOf(run)).not.toContain('hunter2');
}
