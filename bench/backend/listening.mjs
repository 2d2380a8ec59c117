import { once } from 'node:events';

/** Lets a server listen on a free port of this machine, without keeping the process alive; gives the port. @param {import('node:net').Server} server */
export async function listening(server) {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  return server.address().port;
}
