import { once } from 'node:events';
import mysql from 'mysql2';

const COLUMNS = [column('id', 3), column('name', 253)];
const ROWS = [{ id: 7, name: 'seventh' }];

/** Starts a server by mysql2's own server side: it lets everyone in, and each query finds the same row. Gives its port. */
export async function startFakeMysql() {
  const server = mysql.createServer();
  server.on('connection', connection => {
    connection.on('error', () => {});
    connection.stream.setNoDelay(true);
    connection.serverHandshake({
      protocolVersion: 10,
      serverVersion: '8.0.0',
      connectionId: 1,
      statusFlags: 2,
      characterSet: 8,
      capabilityFlags: 0xffffff ^ COMPRESS ^ TLS,
    });
    connection.on('query', () => connection.writeTextResult(ROWS, COLUMNS));
  });
  server.listen(0, '127.0.0.1');
  await once(server._server, 'listening');
  return server._server.address().port;
}

/** Capabilities of MySQL's protocol that the double does not have. */
const COMPRESS = 0x20;
const TLS = 0x800;

function column(name, columnType) {
  return {
    catalog: 'def',
    schema: 'bench',
    table: 'items',
    orgTable: 'items',
    name,
    orgName: name,
    characterSet: 33,
    columnLength: 384,
    columnType,
    flags: 0,
    decimals: 0,
  };
}
