#!/usr/bin/env bash
# Elastic's OpAMP client reports a configuration as applied together with the error of the one before.
#
# Versions: @elastic/opamp-client-node 0.5.0, @bufbuild/protobuf 2.17.0 (decodes for the server), Node 20.
# Input:    an agent reports a first remote configuration as FAILED, with `errorMessage`, and a second one as APPLIED by status
#           and hash, as the README does. The server here shows what it is sent.
# Seen:     the server reads APPLIED with the second hash and the error message of the first: it shows an error that is mended.
# Expected: no message. In OpAMP's protocol it is an `Optional error message if status==FAILED`.
# Source:   `setRemoteConfigStatus` in lib/opamp-client.js copies into the status that it keeps what the new one has, field by
#           field, and forgets none.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @elastic/opamp-client-node@0.5.0 @bufbuild/protobuf@2.17.0

cat >program.cjs <<'JS'
const { create, fromBinary, toBinary } = require('@bufbuild/protobuf');
const { AgentCapabilities, RemoteConfigStatuses, createOpAMPClient } = require('@elastic/opamp-client-node');
const generated = require('./node_modules/@elastic/opamp-client-node/lib/generated/opamp_pb.js');
const { once } = require('node:events');
const { createServer } = require('node:http');
const { RemoteConfigStatuses_FAILED: FAILED, RemoteConfigStatuses_APPLIED: APPLIED } = RemoteConfigStatuses;

const server = createServer(async (request, response) => {
  const chunks = await request.toArray();
  const { instanceUid, remoteConfigStatus } = fromBinary(generated.AgentToServerSchema, Buffer.concat(chunks));
  const answer = create(generated.ServerToAgentSchema, { instanceUid });
  response.setHeader('content-type', 'application/x-protobuf').end(toBinary(generated.ServerToAgentSchema, answer));
  if (remoteConfigStatus?.lastRemoteConfigHash.length > 0) server.emit('status', remoteConfigStatus);
});
server.on('status', ({ status, lastRemoteConfigHash, errorMessage }) => {
  const name = status === FAILED ? 'FAILED' : status === APPLIED ? 'APPLIED' : status;
  console.log(`configuration ${Buffer.from(lastRemoteConfigHash)}: ${name}, message "${errorMessage}"`);
});
(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { AgentCapabilities_AcceptsRemoteConfig, AgentCapabilities_ReportsRemoteConfig } = AgentCapabilities;
  const client = createOpAMPClient({
    endpoint: `http://127.0.0.1:${server.address().port}/v1/opamp`,
    capabilities: BigInt(AgentCapabilities_AcceptsRemoteConfig) | BigInt(AgentCapabilities_ReportsRemoteConfig),
  });
  client.setAgentDescription({ identifyingAttributes: { 'service.name': 'shop' } });
  client.start();
  for (const status of [
    { status: FAILED, lastRemoteConfigHash: Buffer.from('one'), errorMessage: 'unknown key' },
    { status: APPLIED, lastRemoteConfigHash: Buffer.from('two') },
  ]) {
    const reported = once(server, 'status');
    client.setRemoteConfigStatus(status);
    await reported;
  }
  await client.shutdown();
  server.close().closeAllConnections();
})();
JS
node program.cjs | tee seen.txt
cat >stated.txt <<'TXT'
configuration one: FAILED, message "unknown key"
configuration two: APPLIED, message "unknown key"
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
