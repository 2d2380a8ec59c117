// Charges cards through the payment gateway: node:http on both sides, an ES module.
import { createServer, request } from 'node:http';

const { PORT = 3002, LISTEN_HOST = '127.0.0.1', GATEWAY_URL, GATEWAY_ADDRESS } = process.env;

const server = createServer(async (incoming, response) => {
  try {
    if (incoming.method !== 'POST' || incoming.url !== '/charges')
      return send(response, 404, { error: 'not found' });
    const { amount, card } = await readJson(incoming);
    const { status, body } = await charge({ amount, card });
    send(response, status === 201 ? 201 : 502, body);
  } catch (error) {
    console.error(error.message);
    send(response, 500, { error: 'the card could not be charged' });
  }
});

function charge(body) {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      `${GATEWAY_URL}/v1/charges`,
      { method: 'POST', lookup: gatewayAddress },
      async incoming => {
        resolve({ status: incoming.statusCode, body: await readJson(incoming) });
      },
    );
    outgoing.on('error', reject);
    outgoing.setHeader('content-type', 'application/json');
    outgoing.end(JSON.stringify(body));
  });
}

// On one machine the gateway's name is in no DNS.
const gatewayAddress =
  GATEWAY_ADDRESS &&
  ((_name, options, done) =>
    options.all ? done(null, [{ address: GATEWAY_ADDRESS, family: 4 }]) : done(null, GATEWAY_ADDRESS, 4));

async function readJson(stream) {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk;
  return JSON.parse(text);
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

server.listen(PORT, LISTEN_HOST, () => console.log(`payment listens on port ${server.address().port}`));
