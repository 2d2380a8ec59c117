// PostgreSQL without a PostgreSQL: PGlite, spoken to over the wire like any other.
import { readFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

const { PORT = 5432, LISTEN_HOST = '127.0.0.1' } = process.env;
const db = await PGlite.create();
await db.exec(readFileSync(new URL('shop.sql', import.meta.url), 'utf8'));
const server = new PGLiteSocketServer({ db, host: LISTEN_HOST, port: Number(PORT), maxConnections: 64 });
await server.start();
console.log(`database listens on port ${PORT}`);
