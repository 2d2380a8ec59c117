#!/usr/bin/env bash
# A client of the Model Context Protocol that lists tools page by page checks the results of the last page's tools alone.
#
# Versions: @modelcontextprotocol/sdk 1.32.2, Node 20.
# Input:    a server with two tools, one a page. The output schema of `price` (page 1) asks for a number, as does that of `stock`
#           (page 2). Both answer with a text in its place. The client lists page 1, calls `price`, lists page 2, calls both.
# Seen:     after page 1 the client refuses the answer of `price`: "Structured content does not match the tool's output schema".
#           After page 2 it refuses that of `stock`, and hands on the same answer of `price`.
# Expected: a tool's results are checked once the client has its schema, however many pages the list has.
# Source:   `listTools` in dist/esm/client/index.js hands each page to `cacheToolMetadata`, which begins by clearing what it has
#           of the pages before. It also forgets which of their tools run as tasks only.
set -euo pipefail
folder="$(mktemp -d)"
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund @modelcontextprotocol/sdk@1.32.2

cat >program.mjs <<'JS'
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

const tool = name => ({
  name,
  inputSchema: { type: 'object' },
  outputSchema: { type: 'object', properties: { value: { type: 'number' } }, required: ['value'] },
});
const server = new Server({ name: 'shop', version: '1' }, { capabilities: { tools: {} } });
server.setRequestHandler(ListToolsRequestSchema, ({ params }) =>
  params?.cursor === undefined ? { tools: [tool('price')], nextCursor: 'page 2' } : { tools: [tool('stock')] },
);
server.setRequestHandler(CallToolRequestSchema, () => ({ content: [], structuredContent: { value: 'many' } }));

const client = new Client({ name: 'app', version: '1' });
const [one, other] = InMemoryTransport.createLinkedPair();
await Promise.all([server.connect(one), client.connect(other)]);
const call = async name => {
  const outcome = await client.callTool({ name }).then(
    ({ structuredContent }) => `handed on, ${JSON.stringify(structuredContent)}`,
    error => error.message.split(': ')[1],
  );
  console.log(`  ${name}: ${outcome}`);
};
let cursor;
for (let page = 1; page === 1 || cursor !== undefined; page += 1) {
  const { tools, nextCursor } = await client.listTools({ cursor });
  console.log(`after page ${page}: ${tools.map(({ name }) => name)}`);
  await call('price');
  if (page === 2) await call('stock');
  cursor = nextCursor;
}
await client.close();
JS
node program.mjs | tee seen.txt
cat >stated.txt <<'TXT'
after page 1: price
  price: Structured content does not match the tool's output schema
after page 2: stock
  price: handed on, {"value":"many"}
  stock: Structured content does not match the tool's output schema
TXT
diff stated.txt seen.txt || { echo 'changed: see above'; exit 1; }
echo 'as stated'
