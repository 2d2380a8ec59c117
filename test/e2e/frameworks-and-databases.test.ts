import { NODE_MAJORS, type NodeMajor } from '../nodes';
import type { CollectedSpan } from '../services/collector/collected';
import { type Collector, startCollector } from '../services/collector/start-collector';
import { describeWith } from '../services/describe-with';
import { isLeftOut } from '../services/services';
import { sliced } from '../slice';
import { ancestry, label } from './ancestry';
import { DATABASES, type Database } from './databases';
import { FRAMEWORKS, type Framework } from './frameworks';
import { explained, runFixture } from './run-fixture';
import { spansOf } from './settled';
import type { FixtureRun } from './start-fixture';

const databases = DATABASES.filter(({ service }) => !isLeftOut(service));
const SYSTEMS = [
  { system: 'CommonJS', script: 'app.js' },
  { system: 'ES modules', script: 'app.mjs' },
];
/** Rows of all frameworks on the Node that runs the tests, and of the two that differ most on each other Node. */
const rows = NODE_MAJORS.flatMap(major =>
  SYSTEMS.map(system => ({ ...system, major, frameworks: FRAMEWORKS.filter(isWantedOn(major)) })),
);

function isWantedOn(major: NodeMajor) {
  const isOwn = process.versions.node.startsWith(`${major}.`);
  return ({ name }: Framework) => isOwn || name === 'fastify' || name === 'grpc';
}

describeWith('collector')('one trace from the request to the database', () => {
  let collector: Collector;
  beforeAll(async () => {
    collector = await startCollector();
  });
  afterAll(() => collector?.stop());

  sliced(describe).each(rows)('Node $major, $system', ({ script, major, frameworks }) => {
    describe.each(frameworks)('$name', framework => {
      let run: FixtureRun;
      let spans: CollectedSpan[];
      // A single process asks all databases behind a framework.
      beforeAll(async () => {
        const args = [framework.name, databases.map(({ name }) => name).join()];
        const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.grpcUrl };
        run = await runFixture({ script, args, env, nodeMajor: major });
        spans = await spansOf(collector, run);
      });

      test.each(databases)('$name', database =>
        explained(run, () => {
          const path = pathTo(spans, framework, database);
          const above = framework.above.map(name => name.replace('$', database.name));
          expect(path.map(label)).toEqual([...above, database.span]);
          const [client, entry] = path;
          expect(client!.attributes).toMatchObject(framework.client(database.name));
          expect(entry!.attributes).toMatchObject(framework.entry(database.name));
          expectDatabaseSpan(path.at(-1)!, database);
        }),
      );

      test('the resource', () =>
        explained(run, () => {
          expect(new Set(spans.map(span => JSON.stringify(span.resource))).size).toBe(1);
          expect(spans[0]!.resource).toMatchObject(RESOURCE);
          expect(spans[0]!.resource).not.toHaveProperty('process.command_args');
        }));
    });
  });
});

/** Path from the root to the span of the database's work, below the entry span of the request that asked for it. */
function pathTo(
  spans: readonly CollectedSpan[],
  { isEntry }: Framework,
  { name, span: wanted }: Database,
): CollectedSpan[] {
  const paths = spans.filter(span => label(span) === wanted).map(span => ancestry(spans, span));
  const found = paths.find(path =>
    path.some(span => span.kind === 'server' && isEntry(span.attributes, name)),
  );
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

/** Name and version are those of the fixtures' package.json. */
const RESOURCE = {
  'service.name': 'e2e-shop',
  'service.version': '1.2.3',
  'process.runtime.name': 'nodejs',
  'telemetry.sdk.language': 'nodejs',
  'telemetry.distro.name': 'otel-agent',
  'host.name': expect.any(String),
  'os.type': process.platform,
};
