// A third party's payment gateway: as slow as it likes, and it sends no traces.
import { createServer } from 'node:http';

const { PORT = 3004, LISTEN_HOST = '127.0.0.1' } = process.env;
let charges = 0;

createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += chunk;
  const { card } = JSON.parse(text);
  setTimeout(() => {
    response.writeHead(201, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id: `ch_${++charges}` }));
  }, delayMs(card));
}).listen(PORT, LISTEN_HOST, () => console.log(`gateway listens on port ${PORT}`));

// Cards of one bank wait for an authorisation that has become slow.
function delayMs(card) {
  return card.startsWith('5105') ? 700 + Math.random() * 600 : 12 + Math.random() * 18;
}
