// Takes orders: Fastify, CommonJS, PostgreSQL.
const fastify = require('fastify');
const { Pool } = require('pg');
const { priceOfBasket } = require('./price.js');

const {
  PORT = 3001,
  LISTEN_HOST = '127.0.0.1',
  DATABASE_URL,
  INVENTORY_URLS = '',
  PAYMENT_URL,
} = process.env;
const database = new Pool({ connectionString: DATABASE_URL, max: 4 });
const inventories = INVENTORY_URLS.split(',');
let orders = 0;

const app = fastify();

app.post('/orders', async (request, reply) => {
  const { items, card } = request.body;
  // Each order stays with one of the inventory's replicas.
  const inventory = inventories[orders++ % inventories.length];
  let total = 0;
  for (const { sku, quantity } of items) {
    const { available, price } = await ask(`${inventory}/stock?sku=${sku}`);
    if (available < quantity) return reply.code(409).send({ error: `${sku} is sold out` });
    total += price * quantity;
  }
  const payment = await ask(`${PAYMENT_URL}/charges`, { amount: total, card });
  const { rows } = await database.query(
    'INSERT INTO shop.orders (items, total, payment) VALUES ($1, $2, $3) RETURNING id',
    [JSON.stringify(items), total, payment.id],
  );
  return reply.code(201).send({ order: rows[0].id, total });
});

app.post('/quotes', async request => {
  const products = await ask(`${inventories[0]}/products`);
  const prices = new Map(products.map(({ sku, price }) => [sku, Number(price)]));
  return { total: priceOfBasket(request.body.items, prices) };
});

async function ask(url, body) {
  const response = await fetch(
    url,
    body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) },
  );
  if (!response.ok) throw new Error(`${new URL(url).pathname} answered ${response.status}`);
  return response.json();
}

database.on('error', error => console.error(error.message));
app
  .listen({ port: Number(PORT), host: LISTEN_HOST })
  .then(address => console.log(`checkout listens on ${address}`));
