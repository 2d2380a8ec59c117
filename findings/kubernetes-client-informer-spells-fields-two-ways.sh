#!/usr/bin/env bash
# An informer of Kubernetes' client names the sources of a network policy `_from` when it lists them, and `from` when it watches.
#
# Versions: @kubernetes/client-node 2.0.1, Node 24.21.0.
# Input:    an informer of network policies, whose objects are `V1NetworkPolicy` for TypeScript. `backend` is there when the
#           informer starts and is changed later, with the same rule in it; `database` is added later. The server here lists and
#           watches as that of Kubernetes does.
# Seen:     at first the rule of `backend` has its sources in `_from`, as the type says, and `creationTimestamp` is a `Date`.
#           After the change `_from` is undefined, the sources are in `from`, and the time is a text. For `database` it is so from
#           the beginning. A rule without sources admits everybody: so a program reads both policies then.
# Expected: the objects of one informer have one form, that of their type.
# Source:   the list comes through the generated API, which renames fields and makes dates. `watch` in dist/watch.js hands on what
#           `JSON.parse` returns, and dist/cache.js keeps both in one map.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @kubernetes/client-node@2.0.1 node@24.21.0

cat >program.mjs <<'JS'
import { KubeConfig, NetworkingV1Api, makeInformer } from '@kubernetes/client-node';
import { once } from 'node:events';
import { createServer } from 'node:http';

const policy = (name, resourceVersion) => ({
  apiVersion: 'networking.k8s.io/v1',
  kind: 'NetworkPolicy',
  metadata: { name, namespace: 'shop', resourceVersion, creationTimestamp: '2026-11-02T08:00:00Z' },
  spec: { podSelector: {}, ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }] }] },
});
const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  if (request.url.includes('watch=true')) {
    for (const [type, object] of [['MODIFIED', policy('backend', '2')], ['ADDED', policy('database', '3')]])
      response.write(`${JSON.stringify({ type, object })}\n`);
    return;
  }
  const list = { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicyList', metadata: { resourceVersion: '1' } };
  response.end(JSON.stringify({ ...list, items: [policy('backend', '1')] }));
});
await once(server.listen(0, '127.0.0.1'), 'listening');

const config = new KubeConfig();
const cluster = { name: 'test', server: `http://127.0.0.1:${server.address().port}`, skipTLSVerify: true };
config.loadFromClusterAndUser(cluster, { name: 'test' });
const api = config.makeApiClient(NetworkingV1Api);
const path = '/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies';
const informer = makeInformer(config, path, () => api.listNamespacedNetworkPolicy({ namespace: 'shop' }));
const seen = new Promise(done => {
  for (const event of ['add', 'update'])
    informer.on(event, ({ metadata, spec }) => {
      const [rule] = spec.ingress;
      const time = metadata.creationTimestamp instanceof Date ? 'a Date' : `a ${typeof metadata.creationTimestamp}`;
      console.log(`${event} ${metadata.name}: sources in ${Object.keys(rule)}, _from is ${typeof rule._from}, the time ${time}`);
      if (metadata.name === 'database') done();
    });
});
await informer.start();
await seen;
await informer.stop();
server.close().closeAllConnections();
JS
npx --no-install node program.mjs | tee seen.txt
cat >stated.txt <<'TXT'
add backend: sources in _from, _from is object, the time a Date
update backend: sources in from, _from is undefined, the time a string
add database: sources in from, _from is undefined, the time a string
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
