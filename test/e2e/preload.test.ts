import { NODE_MAJORS, type NodeMajor } from '../nodes';
import { type Collector, startCollector } from '../services/collector/start-collector';
import { describeWith } from '../services/describe-with';
import { sliced } from '../slice';
import { drawTraces } from './ancestry';
import type { Preload } from './fixture-command';
import { explained, runFixture } from './run-fixture';
import { spansOf } from './settled';

interface Row {
  readonly what: string;
  readonly script: string;
  readonly preload?: Preload;
  readonly nodeArgs?: readonly string[];
  /** The oldest Node that can run it at all. */
  readonly since?: NodeMajor;
}

/** Node 20 has hooks of ES modules in a thread of their own. */
const hooksOf = (nodeMajor: NodeMajor) => (nodeMajor === 20 ? 'in a thread' : 'beside the app');

const PRELOADS: readonly Preload[] = ['require', 'import', 'NODE_OPTIONS'];

/** Programs that do the same, each with its own way to Express and pg. */
const SHOPS: readonly Row[] = [
  ...PRELOADS.flatMap(preload => [
    { what: `CommonJS by ${preload}`, script: 'commonjs.js', preload },
    { what: `an ES module by ${preload}`, script: 'es-module.mjs', preload },
  ]),
  { what: 'CommonJS that imports an ES module', script: 'commonjs-imports-es-module.js' },
  { what: 'an ES module that imports CommonJS', script: 'es-module-imports-commonjs.mjs' },
  { what: 'an ES module that creates a require', script: 'es-module-creates-require.mjs' },
  { what: 'ES syntax without a name for it', script: 'es-syntax.js' },
  { what: 'ES syntax without a name for it, by import', script: 'es-syntax.js', preload: 'import' },
  { what: 'TypeScript by tsx', script: 'typescript.ts', nodeArgs: ['--import', 'tsx'] },
  { what: 'a TypeScript ES module by tsx', script: 'typescript.mts', nodeArgs: ['--import', 'tsx'] },
  { what: 'TypeScript by Node', script: 'typescript.ts', since: 22 },
  { what: 'a TypeScript ES module by Node', script: 'typescript.mts', since: 22 },
];

const SHOP = [
  'client GET',
  '  server GET /items/:id',
  '    internal request handler',
  '      client pg-pool.connect',
  '        client pg.connect',
  '      client pg.query:SELECT postgres',
];

/** `http` alone, which `import` takes past the hook of CommonJS modules. */
const BUILT_INS: readonly Row[] = [
  { what: 'CommonJS that requires an ES module', script: 'commonjs-requires-es-module.js' },
  {
    what: 'CommonJS that requires a TypeScript ES module',
    script: 'commonjs-requires-typescript.js',
    since: 22,
  },
];

/** A library that is made of real ES modules where it is imported. */
const CHATS: readonly Row[] = [
  { what: 'openai by require', script: 'openai.js' },
  { what: 'openai by import', script: 'openai.mjs' },
  { what: 'openai by require, as ES modules', script: 'openai-required.js', since: 22 },
];

const PLAIN_REQUEST = ['client GET', '  server GET'];

const CHAT = ['client chat small', '  client POST', '    server POST'];

describeWith('collector', 'postgres')('one flag', () => {
  let collector: Collector;
  beforeAll(async () => {
    collector = await startCollector();
  });
  afterAll(() => collector?.stop());

  async function expectTraces(row: Row & { readonly nodeMajor: NodeMajor }, traces: readonly string[]) {
    const run = await runFixture({
      ...row,
      script: `preload/${row.script}`,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.grpcUrl },
    });
    await explained(run, async () => expect(drawTraces(await spansOf(collector, run))).toEqual(traces));
  }

  const onEachLine = (rows: readonly Row[]) =>
    NODE_MAJORS.flatMap(nodeMajor =>
      rows
        .filter(({ since = 20 }) => since <= nodeMajor)
        .map(row => ({ ...row, nodeMajor, hooks: hooksOf(nodeMajor) })),
    );
  sliced(test).each(onEachLine(SHOPS))('$what, Node $nodeMajor', row => expectTraces(row, SHOP));
  sliced(test).each(onEachLine(BUILT_INS))('$what, Node $nodeMajor', row => expectTraces(row, PLAIN_REQUEST));
  sliced(test).each(onEachLine(CHATS))('$what, Node $nodeMajor', row => expectTraces(row, CHAT));
});
