// Knows products and stock: TypeScript, which esbuild bundles with its packages; node:http and PostgreSQL.
import { createServer, type ServerResponse } from 'node:http';
import pg from 'pg';

interface Product {
  readonly sku: string;
  readonly name: string;
  readonly price: number;
}

interface Stock {
  readonly available: number;
  readonly price: number;
}

const { PORT = '3003', LISTEN_HOST = '127.0.0.1', DATABASE_URL, STOCK_SCHEMA = 'shop' } = process.env;
const database = new pg.Pool({ connectionString: DATABASE_URL, max: 4 });

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://inventory');
  const sku = searchParams.get('sku');
  try {
    if (pathname === '/products' && sku === null) return send(response, 200, await products());
    const find = pathname === '/products' ? product : pathname === '/stock' ? stock : undefined;
    const found = sku === null ? undefined : await find?.(sku);
    send(response, found === undefined ? 404 : 200, found ?? { error: 'not found' });
  } catch (error) {
    console.error((error as Error).message);
    send(response, 500, { error: 'the inventory cannot say' });
  }
});

async function products(): Promise<Product[]> {
  const { rows } = await database.query<Product>('SELECT sku, name, price FROM shop.products ORDER BY name');
  return rows;
}

async function product(sku: string): Promise<Product | undefined> {
  const { rows } = await database.query<Product>(
    'SELECT sku, name, price FROM shop.products WHERE sku = $1',
    [sku],
  );
  return rows[0];
}

async function stock(sku: string): Promise<Stock | undefined> {
  const { rows } = await database.query<Stock>(
    `SELECT available, price FROM ${STOCK_SCHEMA}.stock JOIN shop.products USING (sku) WHERE sku = $1`,
    [sku],
  );
  return rows[0];
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

database.on('error', (error: Error) => console.error(error.message));
server.listen(Number(PORT), LISTEN_HOST, () => console.log(`inventory listens on port ${PORT}`));
