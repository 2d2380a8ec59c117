import type { CollectedSpan } from '../services/collector/collected';
import { type Collector, startCollector } from '../services/collector/start-collector';
import { describeWith } from '../services/describe-with';
import { isLeftOut } from '../services/services';
import { ancestry, label } from './ancestry';
import { DATABASES, type Database } from './databases';
import { FRAMEWORKS, httpClient, httpEntry } from './frameworks';
import { explained, runFixture } from './run-fixture';
import { spansOf } from './settled';
import type { FixtureRun } from './start-fixture';

const databases = DATABASES.filter(({ service }) => !isLeftOut(service));
const systems = [
  { system: 'CommonJS', script: 'app.js' },
  { system: 'ES modules', script: 'app.mjs' },
];

describeWith('collector')('one trace from the request to the database', () => {
  let collector: Collector;
  beforeAll(async () => {
    collector = await startCollector();
  });
  afterAll(() => collector?.stop());

  /** One process asks all databases behind one framework. */
  async function gather(script: string, framework: string) {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.grpcUrl };
    const names = databases.map(({ name }) => name).join();
    const run = await runFixture({ script, args: [framework, names], env });
    return { run, spans: await spansOf(collector, run) };
  }

  describe.each(systems)('$system', ({ script }) => {
    describe.each(FRAMEWORKS)('$name', framework => {
      let run: FixtureRun;
      let spans: CollectedSpan[];
      beforeAll(async () => {
        ({ run, spans } = await gather(script, framework.name));
      });

      test.each(databases)('$name', database =>
        explained(run, () => {
          const path = pathTo(spans, span => span.attributes['url.path'] === `/${database.name}/7`, database);
          const above = framework.above.map(name => name.replace('$', database.name));
          expect(path.map(label)).toEqual([...above, database.span]);
          const [client, entry] = path;
          expect(client!.attributes).toMatchObject(httpClient(database.name));
          expect(entry!.attributes).toMatchObject(httpEntry(database.name, framework));
          expectDatabaseSpan(path.at(-1)!, database);
        }),
      );
    });

    describe('grpc', () => {
      let run: FixtureRun;
      let spans: CollectedSpan[];
      beforeAll(async () => {
        ({ run, spans } = await gather(script, 'grpc'));
      });

      test.each(databases)('$name', database =>
        explained(run, () => {
          const path = pathTo(spans, ({ attributes }) => attributes['rpc.system'] === 'grpc', database);
          const call = 'grpc.e2e.Shop/Ask';
          expect(path.map(label)).toEqual([`client ${call}`, `server ${call}`, database.span]);
          for (const span of path.slice(0, 2)) {
            expect(span.attributes).toMatchObject({
              'rpc.system': 'grpc',
              'rpc.service': 'e2e.Shop',
              'rpc.method': 'Ask',
              'rpc.grpc.status_code': 0,
            });
          }
          expectDatabaseSpan(path.at(-1)!, database);
        }),
      );
    });
  });
});

/** From the root to the database's span below the entry span that `isEntry` tells. */
function pathTo(
  spans: readonly CollectedSpan[],
  isEntry: (span: CollectedSpan) => boolean,
  { span: wanted }: Database,
): CollectedSpan[] {
  const paths = spans.filter(span => label(span) === wanted).map(span => ancestry(spans, span));
  const found = paths.find(path => path.some(span => span.kind === 'server' && isEntry(span)));
  if (found === undefined)
    throw new Error(`no "${wanted}" below such a request; there are: ${spans.map(label)}`);
  return found;
}

function expectDatabaseSpan(span: CollectedSpan, { variable, attributes }: Database): void {
  const server = new URL(process.env[variable]!);
  expect(span.attributes).toMatchObject({
    ...attributes,
    'server.address': server.hostname,
    'server.port': Number(server.port),
  });
  expect(span.status).toEqual({ code: 'unset', message: '' });
  expect(JSON.stringify(span.attributes)).not.toContain('secret');
}
