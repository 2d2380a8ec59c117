#!/usr/bin/env bash
# An informer of Kubernetes' client takes its own `stop` for an error: with the error handler of its example it starts again.
#
# Versions: @kubernetes/client-node 2.0.1, Node 24.21.0.
# Input:    an informer of pods whose listener of `error` starts it again after 200 ms, as the client's own
#           examples/typescript/informer/informer.ts does after 5 seconds. The server here lists and watches as that of
#           Kubernetes does, and fails nowhere. The program calls `informer.stop()`.
# Seen:     `stop` resolves. Then `error` comes with an AbortError, `This operation was aborted`, and the handler starts a second
#           watch, which nobody stops: the pod that is added afterwards is reported.
# Expected: a stop that was asked for is no error, and what is stopped stays so.
# Source:   `stop` in dist/cache.js aborts the request, which ends with an error for that. `doneHandler` reports it before it
#           looks at `stopped`, and `start` sets that back.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @kubernetes/client-node@2.0.1 node@24.21.0

cat >program.mjs <<'JS'
import { CoreV1Api, KubeConfig, makeInformer } from '@kubernetes/client-node';
import { EventEmitter, once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const watches = new EventEmitter();
let number = 0;
const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  if (request.url.includes('watch=true')) {
    response.flushHeaders();
    console.log(`watch ${++number}`);
    watches.emit('watch', response);
    return;
  }
  response.end(JSON.stringify({ apiVersion: 'v1', kind: 'PodList', metadata: { resourceVersion: '1' }, items: [] }));
});
await once(server.listen(0, '127.0.0.1'), 'listening');

const config = new KubeConfig();
const cluster = { name: 'test', server: `http://127.0.0.1:${server.address().port}`, skipTLSVerify: true };
config.loadFromClusterAndUser(cluster, { name: 'test' });
const api = config.makeApiClient(CoreV1Api);
const informer = makeInformer(config, '/api/v1/namespaces/shop/pods', () => api.listNamespacedPod({ namespace: 'shop' }));
informer.on('add', ({ metadata }) => console.log(`added: ${metadata.name}`));
informer.on('error', error => {
  console.log(`error: ${error.name}, ${error.message}`);
  if (number === 1) setTimeout(() => informer.start(), 200);
});

const first = once(watches, 'watch');
await informer.start();
await first;
await delay(200);
const second = once(watches, 'watch');
await informer.stop();
console.log('stopped');
const [again] = await Promise.race([second, delay(5000, [])]);
const metadata = { name: 'pod-1', namespace: 'shop', resourceVersion: '2' };
again?.write(`${JSON.stringify({ type: 'ADDED', object: { apiVersion: 'v1', kind: 'Pod', metadata } })}\n`);
await delay(1000);
process.exit();
JS
npx --no-install node program.mjs | tee seen.txt
cat >stated.txt <<'TXT'
watch 1
stopped
error: AbortError, This operation was aborted
watch 2
added: pod-1
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
