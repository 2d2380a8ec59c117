import { once } from 'node:events';
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';

/** Proxy that is an HTTP server of this process: whole URLs and tunnels. */
export interface ProxyServer {
  /** `127.0.0.1:port` */
  readonly authority: string;
  /** First lines of requests, with the credentials that came along: `CONNECT host:port Basic …`. */
  readonly asked: string[];
  stop(): void;
}

/** Starts a proxy. With `isClosed` it wants credentials that nobody has. */
export async function startProxy(isClosed = false): Promise<ProxyServer> {
  const asked: string[] = [];
  const note = (request: http.IncomingMessage) =>
    asked.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`.trim());
  const server = http.createServer((request, response) => {
    note(request);
    if (isClosed) return response.writeHead(407).end();
    const { hostname, port, pathname } = new URL(request.url!);
    const { method, headers } = request;
    const onward = http.request({ hostname, port, path: pathname, method, headers, agent: false }, reply => {
      response.writeHead(reply.statusCode!, reply.headers);
      reply.pipe(response);
    });
    onward.on('error', () => response.destroy());
    return request.pipe(onward);
  });
  server.on('connect', (request, socket: net.Socket) => {
    note(request);
    socket.on('error', () => {});
    if (isClosed) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const [host, port] = request.url!.split(':');
    const onward = net.connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
    return onward.on('error', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    authority: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
