import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { type TracedRun, tracedRun } from '../agent/instrument/lean/traced-run';
import { runProgram } from '../agent/lifecycle/run-program';
import { describeWith } from '../services/describe-with';

jest.setTimeout(120_000);

const SECRET = 'Zq7hunter2';
const CLI = path.join(__dirname, '..', '..', 'bin', 'otel-agent.js');

const TARGETS: [id: string, endpoint: string][] = [
  ['C1', `http://127.0.0.1:9/?api_key=${SECRET}`],
  ['C1', `http://127.0.0.1:9/v1/traces?api_key=${SECRET}`],
  ['C1', `http://127.0.0.1:9/#${SECRET}`],
  ['C2', `http://user:a/${SECRET}@127.0.0.1:9`],
  ['C2', `http://user:a#${SECRET}@127.0.0.1`],
  ['C2', `http://user:a?${SECRET}@127.0.0.1`],
  ['C2', `http://user:1/${SECRET}@127.0.0.1:9`],
  ['C2', `http://user:${SECRET}@127.0.0.1:9`],
  ['C2', `http://user:${SECRET}@b@127.0.0.1:9`],
  ['C2', `user:${SECRET}@127.0.0.1:9`],
  ['C2', `user:a/${SECRET}@127.0.0.1:9`],
  ['C2', `htps://user:${SECRET}@127.0.0.1:9`],
];

/** Puts an endpoint in each place where it may stand. */
const everywhere = (endpoint: string) => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint,
  OTEL_EXPORTER_ZIPKIN_ENDPOINT: endpoint,
  OTEL_TRACES_EXPORTER: 'otlp,zipkin',
});

describe.each(TARGETS)('%s: the endpoint %s', (_id, endpoint) => {
  test('nothing that the agent says names the secret', async () => {
    const env = {
      ...everywhere(endpoint),
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_LOG_LEVEL: 'debug',
    };
    const { said, stdout, stderr, code } = await runProgram({ script: 'cases/one-span.cjs', env });
    expect({ stdout, stderr, code }).toEqual({ stdout: '', stderr: '', code: 0 });
    expect(said.length).toBeGreaterThan(1);
    expect(said.filter(line => line.includes(SECRET))).toEqual([]);
  });

  test('--print-config does not name it', () => {
    for (const format of [[], ['--json']]) {
      const printed = printConfig(format, everywhere(endpoint));
      expect(printed).toContain('[redacted]');
      expect(printed).not.toContain(SECRET);
    }
  });
});

function printConfig(format: string[], env: Record<string, string>): string {
  try {
    const options = { encoding: 'utf8', env: { PATH: process.env.PATH, ...env }, stdio: 'pipe' } as const;
    return execFileSync(process.execPath, [CLI, '--print-config', ...format], options);
  } catch (error) {
    return (error as { stdout: string }).stdout; // Exit code 1: the value is not used.
  }
}

const allOf = ({ spans, metrics }: TracedRun) =>
  JSON.stringify([spans, metrics], (_key, value) => (typeof value === 'bigint' ? String(value) : value));
const clients = ({ spans }: TracedRun) => spans.filter(({ kind }) => kind === 'client');
const LEAN = [{ OTEL_AGENT_LEAN: 'on' }, { OTEL_AGENT_LEAN: 'off' }];

describeWith('postgres').each(LEAN)('PostgreSQL, %p', lean => {
  const run = (statements: unknown[], env = {}) =>
    tracedRun({
      script: 'cases/pg-statements.cjs',
      args: [JSON.stringify(statements)],
      env: { TEST_POSTGRES_URL: process.env.TEST_POSTGRES_URL, ...lean, ...env },
    });

  test('C3: a literal is in no span name and no metric', async () => {
    const traced = await run([`SELECT\n'${SECRET}'\nAS\nmail`, 'SELECT\n1', `'${SECRET}' SELECT`]);
    const [, first, second, third] = clients(traced).map(span => span.name);
    expect([first, second, third]).toEqual([
      'pg.query:SELECT postgres',
      'pg.query:SELECT postgres',
      'pg.query:_OTHER postgres',
    ]);
    const operations = traced.metrics.flatMap(({ points }) =>
      points.map(({ attributes }) => attributes['db.operation.name']),
    );
    expect(new Set(operations.filter(Boolean))).toEqual(new Set(['SELECT', '_OTHER']));
    expect(allOf(traced)).not.toContain(SECRET);
  });

  test("C5: PostgreSQL's own rules: tags, backslashes, passwords, errors that quote", async () => {
    const traced = await run([
      `select $tag1$${SECRET}$tag1$`,
      `select 'abc\\' || '${SECRET}'`,
      `CREATE USER x IDENTIFIED BY ${SECRET}`,
      `CREATE USER x PASSWORD ${SECRET}`,
      `select cast('${SECRET}' as int)`,
      `select '${SECRET}`,
      `select ${'1'.repeat(20)} from "${'missing'}" where a = '${SECRET}'`,
      { text: 'select $1::int', values: [SECRET] },
      { name: `select '${SECRET}'`, text: `select '${SECRET}' as a` },
      `select pg_sleep(0) -- ${SECRET}`,
      `set app.token = '${SECRET}'`,
      `set app.token to ${SECRET}`,
    ]);
    expect(clients(traced)).toHaveLength(13);
    expect(allOf(traced)).not.toContain(SECRET);
    expect(allOf(traced)).toContain('relation \\"missing\\" does not exist');
  });

  test('raw shows statements as they were sent, and still keeps them out of names and metrics', async () => {
    const traced = await run([`SELECT\n'${SECRET}'`], { OTEL_AGENT_DB_STATEMENT: 'raw' });
    const [, query] = clients(traced);
    expect(query).toMatchObject({
      name: 'pg.query:SELECT postgres',
      attributes: { 'db.query.text': `SELECT\n'${SECRET}'`, 'db.query.summary': 'SELECT' },
    });
    expect(allOf({ ...traced, spans: [] })).not.toContain(SECRET);
  });
});

describeWith('mariadb')('MariaDB', () => {
  const run = (statements: unknown[], env = {}) =>
    tracedRun({
      script: 'cases/mysql2-statements.cjs',
      args: [JSON.stringify(statements)],
      env: { TEST_MARIADB_URL: process.env.TEST_MARIADB_URL, ...env },
    });

  test('C3, C5: literals in double quotes, comments with apostrophes, errors that quote', async () => {
    const traced = await run([
      [`SELECT\n'${SECRET}'\nAS\nmail`],
      [`select 1 from dual where "x" = "${SECRET}"`],
      [`select 1 # it's\n, '${SECRET}'`],
      ['select ? as a', [SECRET]],
      [`select cast('${SECRET}' as nonsense`],
      [`select * from missing where a = '${SECRET}'`],
      [`CREATE USER x IDENTIFIED BY ${SECRET}`],
      [`select 'it's ${SECRET}'`],
    ]);
    expect(clients(traced).map(({ name }) => name)).toEqual([
      'SELECT',
      ...Array(5).fill('select'),
      'CREATE',
      'select',
    ]);
    expect(clients(traced)[3]!.attributes['db.query.text']).toBe('select ? as a');
    expect(allOf(traced)).not.toContain(SECRET);
  });

  test('raw shows statements as they were sent', async () => {
    const traced = await run([[`select '${SECRET}' as a`]], { OTEL_AGENT_DB_STATEMENT: 'raw' });
    expect(clients(traced)[0]).toMatchObject({
      name: 'select',
      attributes: { 'db.query.text': `select '${SECRET}' as a` },
    });
  });
});

describe.each(LEAN)('URLs, %p', lean => {
  const run = (target: string, env = {}) =>
    tracedRun({ script: 'cases/urls.cjs', args: [target], env: { ...lean, ...env } });
  const shown = ({ spans }: TracedRun) =>
    spans
      .map(({ attributes }) => attributes['url.full'] ?? attributes['url.query'])
      .map(url => String(url).replace(/^http:..[^/]*/, ''));

  test('C4: one rule for http, fetch, undici and the server', async () => {
    const names = ['sig', 'X-Amz-Signature', 'access_token', 'apikey', 'user%5Bpassword%5D'];
    const query = names.map(name => `${name}=${SECRET}`).join('&');
    const back = encodeURIComponent(`https://user:${SECRET}@h/?token=${SECRET}`);
    const long = SECRET.repeat(2);
    const traced = await run(`/a?${query}&key=${long}&Code=${long}&page=2&code=404&back=${back}`);
    expect(traced.spans).toHaveLength(6);
    expect(allOf(traced)).not.toContain(SECRET);
    for (const url of shown(traced))
      expect(url).toMatch(/sig=REDACTED&.*&page=2&code=404&back=https%3A%2F%2FREDACTED/);
  });

  test('C4: OTEL_AGENT_REDACT_QUERY hides more, and shows again', async () => {
    const env = { OTEL_AGENT_REDACT_QUERY: 'invite,-code' };
    const traced = await run(`/a?Invite=${SECRET}&code=a-code-of-many-letters`, env);
    for (const url of shown(traced)) expect(url).toMatch(/Invite=REDACTED&code=a-code-of-many-letters$/);
    expect(allOf(traced)).not.toContain(SECRET);
  });
});

describeWith('mongodb')('MongoDB', () => {
  let traced: TracedRun;
  beforeAll(async () => {
    traced = await tracedRun({
      script: 'cases/mongodb-commands.cjs',
      args: [SECRET],
      env: { TEST_MONGODB_URL: process.env.TEST_MONGODB_URL },
    });
  });
  const textsOf = (name: string) =>
    clients(traced)
      .filter(span => span.name === name)
      .map(({ attributes }) => attributes['db.query.text']);

  test('D8: a command is shown without its documents', () => {
    expect(textsOf('insert b')[0]).toBe('{"insert":"b","documents":"?","ordered":"?"}');
    expect(textsOf('find b')[0]).toBe('{"find":"b","filter":{"mail":"?","index":{"$in":"?"}}}');
    expect(textsOf('update b')[0]).toBe(
      '{"update":"b","updates":[{"q":{"mail":"?"},"u":{"$set":{"mail":"?"}}}],"ordered":"?"}',
    );
    expect(allOf(traced)).not.toContain(SECRET);
  });

  test('D9: aggregate, countDocuments and getMore name the collection', () => {
    expect(textsOf('aggregate b')).toEqual([
      expect.stringMatching(
        /^\{"aggregate":"b","pipeline":\[\{"\$match":\{"mail":"\?"\}\},\{"\$group":\{"_id":"\?"\}\}\]/,
      ),
      expect.stringMatching(/^\{"aggregate":"b","pipeline":\[\{"\$match":\{"mail":"\?"\}\},\{"\$group"/),
    ]);
    const names = clients(traced).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['getMore b', 'ping', 'createUser', 'dropDatabase']));
    expect(names.filter(name => name.includes('$cmd'))).toEqual([]);
  });
});
