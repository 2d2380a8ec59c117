import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';

import { injectManifests } from '../../src/tools/inject/inject';
import { describeWith } from '../services/describe-with';
import type { KubernetesObject } from '../services/kubernetes/api-client';
import { type Kubernetes, startKubernetes } from '../services/kubernetes/start-kubernetes';
import { instrumentationDefinition } from './instrumentation-definition';

/* Every manifest that is handed out, and every output of `inject`, put to a real API server. */

const root = path.join(__dirname, '..', '..', 'docker', 'kubernetes');
const folders = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(file => path.basename(file) === 'kustomization.yaml')
  .map(file => path.dirname(file))
  .sort();
const addition = {
  version: '1.2.3',
  image: 'registry.example/otel-agent:1.2.3',
  endpoint: 'http://$(OTEL_NODE_IP):4317',
  containers: [],
  hasSpool: false,
};

describeWith('kubernetes')('an API server', () => {
  let kubernetes: Kubernetes;

  beforeAll(async () => {
    kubernetes = await startKubernetes();
    await applyAll([instrumentationDefinition]);
  }, 180_000);
  afterAll(() => kubernetes?.stop());

  async function applyAll(objects: readonly KubernetesObject[]): Promise<void> {
    for (const object of inOrder(objects)) {
      const { status, body } = await kubernetes.apply(object);
      if (status !== 200 && status !== 201)
        throw new Error(`${object.kind} ${object.metadata.name}: ${status} ${body.message}`);
    }
  }

  test('there are manifests to try', () => {
    expect(folders).toEqual(
      expect.arrayContaining(['base', 'operator', path.join('overlays', 'production'), 'shop']),
    );
  });

  test.each(folders)('takes %s', async folder => {
    const objects = objectsIn(await kubernetes.kustomize(path.join(root, folder)));
    expect(objects.length).toBeGreaterThan(0);
    await applyAll([...namespacesOf(objects), ...objects]);
  });

  test.each(folders)('takes %s with the agent, and without it again', async folder => {
    const text = await kubernetes.kustomize(path.join(root, folder));
    const injected = injectManifests(text, folder, addition).text;
    await applyAll([...namespacesOf(objectsIn(text)), ...objectsIn(injected)]);
    const undone = injectManifests(injected, folder, undefined).text;
    expect(undone).toBe(text);
    await applyAll(objectsIn(undone));
  });

  test.each(['shop.yaml', 'chart.yaml'])('takes %s with the agent', async name => {
    const text = readFileSync(path.join(__dirname, '..', 'fixtures', 'inject', name), 'utf8');
    const objects = objectsIn(injectManifests(text, name, addition).text);
    await applyAll([...namespacesOf(objects), ...objects]);
  });

  test('takes a stored object there and back', async () => {
    const { body } = await kubernetes.apply(deployment('stored'));
    const stored = JSON.stringify(withoutManaged(body), null, 4);
    const injected = injectManifests(stored, 'stored', addition).text;
    const [sent] = objectsIn(injected);
    const answer = await kubernetes.apply(sent!);
    expect([answer.status, answer.body.message]).toEqual([200, undefined]);
    const back = injectManifests(JSON.stringify(withoutManaged(answer.body)), 'stored', undefined).text;
    expect((JSON.parse(back) as { spec: unknown }).spec).toEqual((body as { spec?: unknown }).spec);
  });

  test('lets pods with the agent into a namespace that restricts them', async () => {
    const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
    await applyAll([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'restricted', labels } as object },
    ]);
    const [pod] = objectsIn(injectManifests(JSON.stringify(RESTRICTED_POD), 'pod', addition).text);
    expect(await kubernetes.apply(pod!)).toMatchObject({ status: 201 });
    const lax = structuredClone(pod) as unknown as typeof RESTRICTED_POD;
    const spec = lax.spec as unknown as { initContainers: { securityContext?: object }[] };
    delete spec.initContainers[0]!.securityContext;
    const refused = await kubernetes.apply({ ...lax, metadata: { ...lax.metadata, name: 'lax' } });
    expect([refused.status, refused.body.message]).toEqual([403, expect.stringContaining('PodSecurity')]);
  });

  test('refuses what is none', async () => {
    const answer = await kubernetes.apply({ ...deployment('bad'), spec: { replica: 1 } } as KubernetesObject);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body.message).toContain('replica');
  });
});

const RESTRICTED_POD = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'restricted' },
  spec: {
    securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: 'RuntimeDefault' } },
    containers: [
      {
        name: 'web',
        image: 'web:1',
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      },
    ],
  },
};

function deployment(name: string): KubernetesObject {
  const labels = { app: name };
  const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } };
  const spec = { selector: { matchLabels: labels }, template };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name }, spec } as KubernetesObject;
}

/** `kubectl get` does not show them either, and apply refuses them. */
function withoutManaged(body: object): object {
  const { metadata, ...rest } = body as { metadata: Record<string, unknown> };
  const { managedFields: _managed, ...shown } = metadata;
  return { ...rest, metadata: shown };
}

function objectsIn(text: string): KubernetesObject[] {
  return [...parseAllDocuments(text, { merge: true })].map(document => document.toJS()).filter(Boolean);
}

/** Makes the namespaces that the objects are in: an overlay may lack them. */
function namespacesOf(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const names = new Set(objects.flatMap(({ metadata }) => metadata.namespace ?? []));
  return [...names].map(name => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }));
}

/** Sorts as kubectl does: namespaces and definitions of resources come first. */
function inOrder(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const rank = ({ kind }: KubernetesObject) => (/^(Namespace|CustomResourceDefinition)$/.test(kind) ? 0 : 1);
  return [...objects].sort((a, b) => rank(a) - rank(b));
}
