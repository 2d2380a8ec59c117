import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments, stringify } from 'yaml';
import { injectManifests } from '../../../src/tools/inject/inject';

const addition = {
  version: '1.2.3',
  image: 'registry.example/otel-agent:1.2.3',
  endpoint: 'http://$(OTEL_NODE_IP):4317',
  containers: [] as string[],
  hasSpool: false,
};

const fixture = (name: string) =>
  readFileSync(path.join(__dirname, '..', '..', 'fixtures', 'inject', name), 'utf8');
const inject = (text: string, options: Partial<typeof addition> = {}) =>
  injectManifests(text, 'app.yaml', { ...addition, ...options });
const undo = (text: string) => injectManifests(text, 'app.yaml', undefined);
// biome-ignore lint/suspicious/noExplicitAny: manifests are looked into here and there
const objectsIn = (text: string): any[] =>
  [...parseAllDocuments(text)].map(document => document.toJS()).filter(Boolean);
const notesOn = (result: ReturnType<typeof inject>) => result.outcomes.flatMap(({ notes }) => notes);

interface Workload {
  readonly spec: {
    readonly template: {
      readonly spec: { readonly containers: { env: { name: string; value?: string }[] }[] };
    };
  };
}

const pod = (spec: string) => `apiVersion: v1\nkind: Pod\nmetadata:\n  name: web\nspec:\n${spec}`;
const plainPod = pod('  containers:\n  - name: web\n    image: web:1\n');

describe('a pod', () => {
  const [added] = objectsIn(inject(plainPod).text);
  const [container] = added.spec.containers;

  test('gets the agent copied into a volume, by a container with nothing to lose', () => {
    expect(added.spec.volumes).toEqual([{ name: 'otel-agent', emptyDir: { sizeLimit: '32Mi' } }]);
    expect(added.spec.initContainers).toEqual([
      {
        name: 'otel-agent',
        image: 'registry.example/otel-agent:1.2.3',
        command: ['cp', '-r', '/autoinstrumentation/.', '/otel-agent'],
        resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { cpu: '500m', memory: '64Mi' } },
        securityContext: {
          runAsNonRoot: true,
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
          seccompProfile: { type: 'RuntimeDefault' },
        },
        volumeMounts: [{ name: 'otel-agent', mountPath: '/otel-agent' }],
      },
    ]);
    expect(container.volumeMounts).toEqual([
      { name: 'otel-agent', mountPath: '/otel-agent', readOnly: true },
    ]);
  });

  test('is told who it is, and where the Collector of its node is', () => {
    const field = (fieldPath: string) => ({ valueFrom: { fieldRef: { fieldPath } } });
    expect(container.env).toEqual([
      { name: 'OTEL_NODE_IP', ...field('status.hostIP') },
      { name: 'OTEL_AGENT_POD_NAMESPACE', ...field('metadata.namespace') },
      { name: 'OTEL_RESOURCE_ATTRIBUTES_POD_NAME', ...field('metadata.name') },
      { name: 'OTEL_RESOURCE_ATTRIBUTES_POD_UID', ...field('metadata.uid') },
      { name: 'OTEL_RESOURCE_ATTRIBUTES_NODE_NAME', ...field('spec.nodeName') },
      { name: 'NODE_OPTIONS', value: '--require /otel-agent/autoinstrumentation.js' },
      { name: 'OTEL_SERVICE_NAME', value: 'web' },
      { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://$(OTEL_NODE_IP):4317' },
      { name: 'OTEL_RESOURCE_ATTRIBUTES', value: 'k8s.container.name=web' },
    ]);
  });

  test('gets a volume for the spool on demand, and loses it again', () => {
    const { text } = inject(plainPod, { hasSpool: true });
    const [{ spec }] = objectsIn(text);
    expect(spec.volumes).toContainEqual({ name: 'otel-agent-spool', emptyDir: { sizeLimit: '320Mi' } });
    expect(spec.containers[0].volumeMounts).toContainEqual({
      name: 'otel-agent-spool',
      mountPath: '/otel-agent-spool',
    });
    expect(spec.containers[0].env.slice(-2)).toEqual([
      { name: 'OTEL_AGENT_SPOOL', value: '/otel-agent-spool' },
      { name: 'OTEL_AGENT_SPOOL_SYNC', value: '1s' },
    ]);
    expect(inject(text, { hasSpool: true }).text).toBe(text);
    expect(inject(text).text).toBe(inject(plainPod).text);
    expect(undo(text).text).toBe(plainPod);
  });

  test('that has such a volume of its own keeps it', () => {
    const own = pod('  containers: [{name: web}]\n  volumes: [{name: otel-agent-spool, emptyDir: {}}]\n');
    expect(notesOn(inject(own, { hasSpool: true }))).toEqual([
      'left alone: it has a volume called otel-agent-spool that inject did not add',
    ]);
    expect(notesOn(inject(own))).toEqual([]);
  });

  test('with another endpoint is not told the address of its node', () => {
    const [{ spec }] = objectsIn(inject(plainPod, { endpoint: 'http://collector.otel:4317' }).text);
    const names = spec.containers[0].env.map(({ name }: { name: string }) => name);
    expect(names).not.toContain('OTEL_NODE_IP');
    expect(spec.containers[0].env).toContainEqual({
      name: 'OTEL_EXPORTER_OTLP_ENDPOINT',
      value: 'http://collector.otel:4317',
    });
  });

  test('of Windows, or with parts of that name, is left alone', () => {
    const result = inject(pod('  os: {name: windows}\n  containers: [{name: web}]\n'));
    expect(notesOn(result)).toEqual(['left alone: it runs on Windows, where the agent image does not']);
    const taken = pod('  containers: [{name: web}]\n  volumes: [{name: otel-agent}]\n');
    expect(inject(taken).text).toBe(taken);
    expect(notesOn(inject(taken))).toEqual([
      'left alone: it has a volume called otel-agent that inject did not add',
    ]);
  });
});

describe('manifests by hand', () => {
  test('change where the agent comes in, and nowhere else', () => {
    const { text } = inject(fixture('shop.yaml'), { containers: ['web'] });
    expect(text).toMatchSnapshot();
    expect(objectsIn(text)[1].spec.template.spec.containers[1]).toEqual({
      name: 'proxy',
      image: 'nginx:1.27',
    });
  });

  test('are what they were once it is undone, but for aliases', () => {
    const { text } = undo(inject(fixture('shop.yaml')).text);
    expect(objectsIn(text)).toEqual(objectsIn(fixture('shop.yaml')));
    expect(text).toContain('# The app itself');
    expect(text).toContain('# of 768Mi');
  });
});

describe('manifests from a chart', () => {
  const result = inject(fixture('chart.yaml'));
  const [, statefulSet, cronJob] = objectsIn(result.text);

  test('go in and out', () => {
    expect(undo(result.text).text).toBe(fixture('chart.yaml'));
    expect(inject(result.text).text).toBe(result.text);
  });

  test('keep what they set themselves, and the user hears of it', () => {
    const [{ env, args }] = statefulSet.spec.template.spec.containers;
    expect(args).toEqual(['first line\n\nlast line\n']);
    expect(env.slice(0, 3)).toEqual([
      { name: 'NODE_OPTIONS', valueFrom: { configMapKeyRef: { name: 'node', key: 'options' } } },
      {
        name: 'OTEL_RESOURCE_ATTRIBUTES',
        value: 'k8s.container.name=mine,team=orders,k8s.statefulset.name=release-orders',
      },
      { name: 'OTEL_SERVICE_NAME', value: 'orders' },
    ]);
    expect(notesOn(result)).toEqual([
      'orders: its NODE_OPTIONS comes from configMapKeyRef node/options, which is left alone: ' +
        'add "--require /otel-agent/autoinstrumentation.js" there',
      'orders: keeps its own OTEL_SERVICE_NAME',
    ]);
  });

  test('of a pod that runs as root copy the agent as somebody else', () => {
    const [first, second] = statefulSet.spec.template.spec.initContainers;
    expect(first.name).toBe('otel-agent');
    expect(first.securityContext).toMatchObject({ runAsNonRoot: true, runAsUser: 65532, runAsGroup: 65532 });
    expect(second).toEqual({
      name: 'migrate',
      image: 'registry.example/orders:1.4.2',
      command: ['node', 'migrate.js'],
    });
  });

  test('name the owner, also of a template without metadata', () => {
    const { template } = cronJob.spec.jobTemplate.spec;
    expect(template.metadata.annotations['otel-agent/injected']).toContain('"version":"1.2.3"');
    expect(template.spec.containers[0].env).toContainEqual({
      name: 'OTEL_RESOURCE_ATTRIBUTES',
      value: 'k8s.container.name=cleanup,k8s.cronjob.name=release-orders-cleanup',
    });
  });
});

describe('objects from the API server', () => {
  test('stay in the layout that kubectl gives them', () => {
    const { text } = inject(fixture('live.json'));
    expect(text).toBe(`${JSON.stringify(JSON.parse(text), null, 4)}\n`);
    expect(undo(text).text).toBe(fixture('live.json'));
  });

  test('of a controller are called after it', () => {
    const [, checkout] = JSON.parse(inject(fixture('live.json')).text).items;
    expect(checkout.spec.containers[0].env.slice(-3)).toEqual([
      { name: 'OTEL_SERVICE_NAME', value: 'checkout' },
      { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://$(OTEL_NODE_IP):4317' },
      {
        name: 'OTEL_RESOURCE_ATTRIBUTES',
        value: 'k8s.container.name=checkout,k8s.replicaset.name=checkout-7d9f8b6c5',
      },
    ]);
  });

  test('lose the agent although the server has filled in defaults, and others have added their parts', () => {
    const [item] = JSON.parse(inject(fixture('live.json')).text).items;
    const { spec } = item.spec.template;
    Object.assign(spec.initContainers[0], { imagePullPolicy: 'Always', terminationMessagePath: '/dev/x' });
    spec.initContainers.push({ name: 'mesh', image: 'mesh:1' });
    spec.containers[0].env.push({ name: 'ADDED', value: 'later' });
    const [bare] = objectsIn(undo(JSON.stringify(item)).text);
    expect(bare.spec.template.spec.initContainers).toEqual([{ name: 'mesh', image: 'mesh:1' }]);
    expect(bare.spec.template.spec.containers[0].env).toEqual([
      { name: 'PORT', value: '3002' },
      { name: 'ADDED', value: 'later' },
    ]);
    expect(bare.spec.template.spec.volumes).toBeUndefined();
  });
});

describe('aliases', () => {
  const shared = pod(`  containers:
  - name: a
    image: a:1
    env: &env   # shared
    - name: COLOUR
      value: blue
  - <<: &more {tty: true}
    name: b
    image: b:1
    env: *env
`);

  test('do not carry the agent to a container that was not chosen', () => {
    const { text } = inject(shared, { containers: ['a'] });
    const [{ spec }] = objectsIn(text);
    expect(spec.containers[1]).toEqual({
      name: 'b',
      image: 'b:1',
      env: [{ name: 'COLOUR', value: 'blue' }],
      tty: true,
    });
    expect(spec.containers[0].env).toHaveLength(10);
    expect(inject(text, { containers: ['a'] }).text).toBe(text);
  });

  test('stay in documents that are left alone', () => {
    const config = 'apiVersion: v1\nkind: ConfigMap\nmetadata: &m {name: x}\ndata: {a: &a b, c: *a}\n';
    expect(inject(`${config}---\n${plainPod}`).text.startsWith(config)).toBe(true);
  });

  test('may have the name of an anchor around them that was given anew', () => {
    const text = pod('  containers:\n  - &a\n    name: web\n    args: [&a --one, *a]\n');
    const [{ spec }] = objectsIn(inject(text).text);
    expect(spec.containers[0].args).toEqual(['--one', '--one']);
  });

  test('may stand for a whole template', () => {
    const text = `apiVersion: v1
kind: List
items:
- &web
  apiVersion: apps/v1
  kind: Deployment
  metadata: {name: web}
  spec: {template: {spec: {containers: [{name: web, image: web:1}]}}}
- <<: *web
  metadata: {name: copy}
`;
    const [{ items }] = objectsIn(inject(text).text);
    const services = items.map((item: Workload) => {
      const { env } = item.spec.template.spec.containers[0]!;
      return env.find(({ name }) => name === 'OTEL_SERVICE_NAME')?.value;
    });
    expect(services).toEqual(['web', 'copy']);
  });
});

describe('done before', () => {
  test('with other options, only those change', () => {
    const before = inject(plainPod).text;
    const after = inject(before, { image: 'registry.example/otel-agent:2' }).text;
    expect(after).toBe(before.replace('otel-agent:1.2.3', 'otel-agent:2'));
  });

  test('to one container of two, and now to the other', () => {
    const two = pod('  containers:\n  - name: a\n  - name: b\n');
    const text = inject(inject(two, { containers: ['a'] }).text, { containers: ['b'] }).text;
    expect(text).toBe(inject(two, { containers: ['b'] }).text);
  });

  test('and the record changed by hand, it says so', () => {
    const text = inject(plainPod).text.replace('{"version"', '{version');
    expect(() => undo(text)).toThrow(
      'Pod web: its annotation otel-agent/injected was changed by hand and cannot be read',
    );
  });

  test('by an image that loads the agent itself', () => {
    const text = pod('  containers:\n  - name: web\n    env: [{name: NODE_OPTIONS, value: -r otel-agent}]\n');
    expect(inject(text).text).toBe(text);
    expect(notesOn(inject(text))).toEqual(['web is left alone: its NODE_OPTIONS loads an agent already']);
  });
});

test('keys may stand in any order since, in YAML and in JSON', () => {
  const [added] = objectsIn(inject(plainPod).text);
  const { containers, initContainers, volumes } = added.spec;
  const { env, volumeMounts, ...rest } = containers[0];
  for (const container of [
    { env, volumeMounts, ...rest },
    { volumeMounts, ...rest, env },
  ]) {
    const turned = { ...added, spec: { volumes, initContainers, containers: [container] } };
    for (const text of [JSON.stringify(turned), JSON.stringify(turned, null, 2), stringify(turned)])
      expect(objectsIn(undo(text).text)).toEqual(objectsIn(plainPod));
  }
});

describe('a value that goes on in the next line', () => {
  const withOptions = (value: string) =>
    pod(`  containers:\n  - name: web\n    env:\n    - name: NODE_OPTIONS\n      value: ${value}\n`);
  const optionsIn = (text: string) => objectsIn(text)[0].spec.containers[0].env[0].value;

  test.each([
    "'--title=a\n        --trace-warnings'",
    '"--title=a\n        --trace-warnings"',
    '--title=a\n        --trace-warnings',
    '"--title=a \\\n        --trace-warnings"',
  ])('%j is appended to where it ends, and is what it was once it is undone', value => {
    const text = withOptions(value);
    const added = inject(text).text;
    expect(optionsIn(added)).toBe('--title=a --trace-warnings --require /otel-agent/autoinstrumentation.js');
    expect(added).toContain(value.replace(/["']$/, ''));
    expect(undo(added).text).toBe(text);
  });

  test.each([
    "'--title=a\n        --require /otel-agent/autoinstrumentation.js'",
    '--title=a\n        --require /otel-agent/autoinstrumentation.js',
    '>-\n        --title=a\n        --require /otel-agent/autoinstrumentation.js',
  ])('%j, folded by somebody since, loses what was appended and no more', folded => {
    const appended = '--title=a --require /otel-agent/autoinstrumentation.js';
    const text = inject(withOptions('--title=a')).text.replace(appended, folded);
    expect(optionsIn(text)).toBe(appended);
    expect(optionsIn(undo(text).text)).toBe('--title=a');
  });
});

test('an init container can be chosen, and the agent is there before it', () => {
  const text = pod('  containers: [{name: web}]\n  initContainers:\n  # first\n  - name: migrate\n');
  const [{ spec }] = objectsIn(inject(text, { containers: ['migrate'] }).text);
  expect(spec.initContainers.map(({ name }: { name: string }) => name)).toEqual(['otel-agent', 'migrate']);
  expect(spec.initContainers[1].env).toHaveLength(9);
  expect(spec.containers).toEqual([{ name: 'web' }]);
});

test('an envFrom may bring a NODE_OPTIONS that does not count any more', () => {
  const text = pod('  containers: [{name: web, envFrom: [{configMapRef: {name: web}}]}]\n');
  expect(notesOn(inject(text))).toEqual(['web: a NODE_OPTIONS from its envFrom no longer counts']);
});

test.each([
  ['hello', 'app.yaml: document 1, line 1: no Kubernetes object: a mapping was expected'],
  ['- a\n', 'app.yaml: document 1, line 1: no Kubernetes object: a mapping was expected'],
  [
    `${plainPod}---\n# text\nkind: Pod\n`,
    'app.yaml: document 2, line 11: no Kubernetes object: it has no apiVersion',
  ],
  [
    `${plainPod}---\na: [\n`,
    'app.yaml: document 2, line 10: neither YAML nor JSON: Flow sequence in block collection',
  ],
  ['{"apiVersion": "v1",\n "kind": }x', 'app.yaml: document 1, line 2: neither YAML nor JSON'],
  ['a: 1\na: 2\n', 'app.yaml: document 1, line 2: neither YAML nor JSON: Map keys must be unique'],
  ['kind: {{ .Values.kind }}\na: b\n', 'a template has to be rendered first'],
  [
    pod('  containers:\n  - &web\n    name: web\n    extra: {again: [*web]}\n'),
    'app.yaml: document 1, line 9: spec.containers[0].extra.again[0] is an alias within its own anchor &web, a value without end: write out what is meant instead of *web',
  ],
  [
    pod('  containers: &all\n  - <<: *all\n    name: web\n'),
    'app.yaml: document 1, line 7: spec.containers[0].<< is an alias within its own anchor &all',
  ],
  [
    `${plainPod}---\n${pod('  containers:\n  - name: db\n  - name: web\n    env:\n      COLOUR: blue\n')}`,
    'app.yaml: document 2: spec.containers[1].env is a mapping where Kubernetes wants a list: write each entry as "- name: COLOUR" with "value: blue" below it',
  ],
  [
    'apiVersion: v1\nkind: List\nx: &e {A: b}\nitems:\n- kind: Deployment\n  spec: {template: {spec: {containers: [{name: web, env: *e}]}}}\n',
    'app.yaml: document 1: items[0].spec.template.spec.containers[0].env is a mapping where Kubernetes wants a list',
  ],
  [
    pod('  containers:\n  - name: web\n    env: [{name: NODE_OPTIONS, value: {a: b}}]\n'),
    'app.yaml: document 1: spec.containers[0].env[0].value is a mapping where Kubernetes wants a text',
  ],
  [
    pod('  volumes: none\n  containers:\n  - name: web\n'),
    'app.yaml: document 1: spec.volumes is a single value where Kubernetes wants a list',
  ],
  [
    'apiVersion: v1\nkind: Pod\nmetadata: {annotations: [a]}\nspec: {containers: [{name: web}]}\n',
    'app.yaml: document 1: metadata.annotations is a list where Kubernetes wants a mapping',
  ],
])('%j is refused', (text, message) => {
  expect(() => inject(text)).toThrow(message);
});

test.each(['', '# nothing\n', '---\n---\n# nothing\n', 'null\n'])('%j is empty, and goes through', text => {
  expect(inject(text)).toEqual({ text, outcomes: [], objects: 0 });
});
