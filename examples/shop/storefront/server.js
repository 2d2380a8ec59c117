// Front door of the shop: Express, CommonJS.
const express = require('express');

const { PORT = 3000, LISTEN_HOST = '127.0.0.1', INVENTORY_URL, CHECKOUT_URL } = process.env;
const app = express();
app.use(express.json());

app.get('/', async (_request, response) => {
  const { status, body } = await call(`${INVENTORY_URL}/products`);
  response.status(status).json({ products: body });
});

app.get('/products/:sku', async (request, response) => {
  const { status, body } = await call(
    `${INVENTORY_URL}/products?sku=${encodeURIComponent(request.params.sku)}`,
  );
  response.status(status).json(body);
});

app.post('/checkout', async (request, response) => {
  const { status, body } = await call(`${CHECKOUT_URL}/orders`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request.body),
  });
  response.status(status).json(body);
});

app.post('/quote', async (request, response) => {
  const { status, body } = await call(`${CHECKOUT_URL}/quotes`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(request.body),
  });
  response.status(status).json(body);
});

async function call(url, options) {
  const response = await fetch(url, options);
  return { status: response.status, body: await response.json() };
}

const server = app.listen(PORT, LISTEN_HOST, () =>
  console.log(`storefront listens on port ${server.address().port}`),
);
