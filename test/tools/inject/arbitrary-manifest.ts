import { isDeepStrictEqual } from 'node:util';
import { Document, isMap, isScalar, isSeq, parseAllDocuments, type Scalar, visit } from 'yaml';
import * as fc from '../../fast-check';

/** File of manifests in some layout, and its objects. */
export interface AnyFile {
  readonly text: string;
  readonly objects: readonly Json[];
}

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const name = fc.stringMatching(/^[a-z]([-a-z0-9]{0,8}[a-z0-9])?$/).filter(each => each !== 'otel-agent');
const text = fc.oneof(
  fc.constantFrom(
    '--max-old-space-size=512',
    '--title="a b" --enable-source-maps',
    '',
    'yes',
    '0x1f',
    'a: b # c',
  ),
  fc.string({ maxLength: 12 }),
  fc.constantFrom(
    'line 1\nline 2\n',
    'line\n\n',

    "it's\ttab",
    '"',
    'ünï—😀',
    '{{',
    '*a',
    '- b',
  ),
);

const envEntry = fc.oneof(
  fc.record({ name: fc.constantFrom('A', 'PORT', 'NODE_OPTIONS', 'OTEL_RESOURCE_ATTRIBUTES'), value: text }),
  fc.record({
    name: fc.constantFrom('SECRET', 'NODE_OPTIONS', 'OTEL_SERVICE_NAME'),
    valueFrom: fc.record({ secretKeyRef: fc.record({ name, key: name }) }),
  }),
  fc.record({ name: fc.constantFrom('OTEL_SERVICE_NAME', 'OTEL_NODE_IP', 'B'), value: text }),
  fc.record({ name: fc.constantFrom('EMPTY', 'NODE_OPTIONS') }),
);

const container = shuffled(
  fc.record(
    {
      name,
      image: fc.constantFrom('web:1', 'r.example/web@sha256:0', 'busybox'),
      env: fc.array(envEntry, { maxLength: 4 }),
      args: fc.array(text, { maxLength: 3 }),
      volumeMounts: fc.array(fc.record({ name, mountPath: fc.constantFrom('/data', '/tmp') }), {
        maxLength: 2,
      }),
      resources: fc.constantFrom<Json>({}, { limits: { memory: '1Gi' } }),
    },
    { requiredKeys: ['name', 'image'] },
  ),
);
const containers = fc.uniqueArray(container, {
  minLength: 1,
  maxLength: 3,
  selector: each => String(each.name),
});

const podSpec = shuffled(
  fc.record(
    {
      containers,
      volumes: fc.array(fc.record({ name, emptyDir: fc.constant({}) }), { maxLength: 2 }),
      restartPolicy: fc.constantFrom('Always', 'Never'),
      initContainers: fc.array(fc.record({ name: fc.constantFrom('init-1', 'init-2'), image: name }), {
        maxLength: 1,
      }),
      securityContext: fc.constantFrom<Json>({}, { runAsUser: 0 }, { runAsUser: 1000 }),
    },
    { requiredKeys: ['containers'] },
  ),
);
const metadata = shuffled(
  fc.record(
    {
      name,
      labels: fc.dictionary(name, name, { maxKeys: 2 }),
      annotations: fc.dictionary(name, text, { maxKeys: 2 }),
    },
    { requiredKeys: ['name'] },
  ),
);
const template = shuffled(fc.record({ metadata, spec: podSpec }, { requiredKeys: ['spec'] }));

const workload = fc.oneof(
  objectOf('apps/v1', 'Deployment', fc.record({ replicas: fc.nat(3), template })),
  objectOf('batch/v1', 'Job', fc.record({ template })),
  objectOf(
    'batch/v1',
    'CronJob',
    fc.record({
      schedule: fc.constant('* * * * *'),
      jobTemplate: fc.record({ spec: fc.record({ template }) }),
    }),
  ),
  objectOf('v1', 'Pod', podSpec),
);
const other = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('ConfigMap'),
  metadata,
  data: fc.dictionary(name, text, { maxKeys: 3 }),
});
const list = fc.record({
  apiVersion: fc.constant('v1'),
  kind: fc.constant('List'),
  items: fc.array(fc.oneof(workload, other), { maxLength: 3 }),
});
const object = fc.oneof(
  { weight: 4, arbitrary: workload },
  { weight: 1, arbitrary: list },
  { weight: 1, arbitrary: other },
);

/** Files as people and tools write them: YAML by hand, by kubectl, in brackets, with comments; JSON of any indentation. */
export const anyFile: fc.Arbitrary<AnyFile> = fc
  .tuple(fc.array(object, { minLength: 1, maxLength: 3 }), layout())
  .map(([drawn, lay]) => {
    // fast-check draws objects without a prototype, now and then.
    const objects = JSON.parse(JSON.stringify(drawn)) as Json[];
    return { objects, text: lay(objects) };
  })
  // The library that lays them out has errors of its own.
  .filter(({ objects, text: written }) => isDeepStrictEqual(flat(valuesOf(written)), flat(objects)));

/** Parses the documents of a text; leaves out those without a value. */
export function valuesOf(written: string): Json[] {
  return [...parseAllDocuments(written)].map(document => document.toJS()).filter(value => value !== null);
}

/** Objects, with the items of a list in its place. */
export function flat(objects: readonly Json[]): Json[] {
  return objects.flatMap(each => {
    const { kind, items } = each as { kind: string; items: Json[] };
    return kind === 'List' ? flat(items) : [each];
  });
}

function objectOf(apiVersion: string, kind: string, spec: fc.Arbitrary<object>) {
  return fc.record({ apiVersion: fc.constant(apiVersion), kind: fc.constant(kind), metadata, spec });
}

/** kubectl sorts keys, people do not. */
function shuffled<T extends object>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T> {
  const maxKeys = 8;
  const ranks = fc.array(fc.nat(), { minLength: maxKeys, maxLength: maxKeys });
  return fc.tuple(arbitrary, ranks).map(([value, ranking]) => {
    const ranked = Object.entries(value).map((entry, index) => [ranking[index]!, entry] as const);
    return Object.fromEntries(ranked.sort(([x], [y]) => x - y).map(([, entry]) => entry)) as T;
  });
}

function layout(): fc.Arbitrary<(objects: Json[]) => string> {
  const json = fc
    .constantFrom<[number | string | undefined, string]>([4, '\n'], [2, ''], [undefined, '\n'], ['\t', '\n'])
    .map(
      ([indentation, end]) =>
        (objects: Json[]) =>
          JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }, null, indentation) + end,
    );
  const yaml = fc
    .record({
      indentSeq: fc.boolean(),
      indent: fc.constantFrom(2, 4),
      flowFrom: fc.constantFrom(3, 5, 7, 9, 99),
      isFlowOnManyLines: fc.boolean(),
      comments: fc.boolean(),
      blankLines: fc.boolean(),
      lineBreak: fc.constantFrom('\n', '\n', '\r\n'),
      end: fc.constantFrom('\n', '', '\n\n', '\n# the end\n', '\n...\n'),
      quotes: fc.constantFrom('QUOTE_SINGLE', 'QUOTE_DOUBLE', 'PLAIN'),
      start: fc.constantFrom('', '---\n', '# a file\n\n---\n'),
    })
    .map(style => (objects: Json[]) => {
      const documents = objects.map(each => inYaml(each, style).replace(/\n$/, ''));
      return (style.start + documents.join('\n---\n') + style.end).replaceAll('\n', style.lineBreak);
    });
  return fc.oneof({ weight: 1, arbitrary: json }, { weight: 4, arbitrary: yaml });
}

interface Style {
  readonly indentSeq: boolean;
  readonly indent: number;
  readonly flowFrom: number;
  readonly isFlowOnManyLines: boolean;
  readonly comments: boolean;
  readonly blankLines: boolean;
  readonly quotes: Scalar.Type | string;
}

function inYaml(value: Json, style: Style): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Value(key, node, path) {
      if (isScalar(node) && typeof node.value === 'string') node.type = style.quotes as Scalar.Type;
      if ((isMap(node) || isSeq(node)) && path.length / 2 >= style.flowFrom) node.flow = true;
      if (style.comments && isScalar(node) && key !== 'key' && path.length % 3 === 0) node.comment = ' why';
      if (style.comments && isMap(node) && node.items.length > 0 && path.length % 4 === 0)
        node.commentBefore = ' what';
      if (style.blankLines && isMap(node) && node.items.length > 0) node.spaceBefore = true;
    },
  });
  const { indentSeq, indent } = style;
  return document.toString({ indentSeq, indent, lineWidth: style.isFlowOnManyLines ? 40 : 0 });
}
