import type { Http2Server } from 'node:http2';
import { createServer, type Server, type Socket } from 'node:net';
import { Connections } from './connections';

/** The first bytes of every HTTP/2 connection (RFC 9113, 3.4); three are enough to tell it from HTTP/1. */
const PREFACE = 'PRI';
/** Exporters keep their connections, one each. */
const CONNECTION_LIMITS = { maxConnections: 256, maxUnreadBytes: 16 * 2 ** 20 };

/**
 * A port in front of an HTTP/2 server that answers HTTP/1 in its own language, with `hint`. Without it an OTLP/HTTP
 * exporter pointed at the gRPC port gets binary frames, which some take so badly that their process ends.
 */
export function grpcOnly(sessions: Http2Server, hint: string, onHint: () => void): Server {
  const connections = new Connections(CONNECTION_LIMITS);
  const server = createServer(socket => {
    socket.on('error', () => socket.destroy());
    socket.once('data', (first: Buffer) => {
      socket.pause();
      if (PREFACE.startsWith(first.toString('latin1', 0, PREFACE.length))) {
        connections.know(socket);
        handOver(socket, first, sessions);
      } else {
        onHint();
        answerInHttp1(socket, hint);
      }
    });
  });
  connections.watch(server);
  return server;
}

function handOver(socket: Socket, first: Buffer, sessions: Http2Server): void {
  socket.removeAllListeners('error');
  socket.unshift(first);
  sessions.emit('connection', socket);
}

function answerInHttp1(socket: Socket, hint: string): void {
  const body = `${hint}\n`;
  socket.end(
    `HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: ${Buffer.byteLength(body)}\r\n` +
      `connection: close\r\n\r\n${body}`,
  );
  // Reads what still comes, so that closing does not take the answer with it.
  socket.resume();
  socket.setTimeout(2000, () => socket.destroy());
}
