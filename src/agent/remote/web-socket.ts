import { createHash, randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { detached } from '../export/detached';
import { clientFrame, FrameReader, Opcode } from './frames';
import { openRequest, whyRefused, whyUnreached } from './open-request';
import {
  ANSWER_TIMEOUT_MS,
  backoffMs,
  type Line,
  MAX_MESSAGE_BYTES,
  retryAfterMs,
  type Server,
  type Talk,
} from './server';

/** Header of each message: a varint that is 0 (OpAMP, "WebSocket Message Format"). */
const HEADER = Buffer.from([0]);

/**
 * OpAMP over a WebSocket: the server may speak at any time. Node 20 has no WebSocket, and the later ones' takes neither
 * certificates nor a word of unref.
 */
export function connectWebSocket(server: Server, talk: Talk): Line {
  let failures = 0;
  let socket: Socket | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  function wait(ms: number): void {
    clearTimeout(timer);
    if (isClosed) return;
    timer = detached(() => setTimeout(socket === undefined ? open : tell, ms).unref());
  }

  function open(): void {
    if (talk.isOver()) return;
    upgrade(
      server,
      (opened, head) => {
        if (isClosed) {
          opened.destroy();
          return;
        }
        failures = 0;
        socket = opened;
        talk.reached();
        listen(opened, head);
        tell(true);
      },
      fail,
    );
  }

  function fail(reason: string, afterMs?: number): void {
    socket = undefined;
    if (isClosed || talk.isOver()) return;
    failures++;
    talk.failed(reason);
    wait(backoffMs(failures, afterMs));
  }

  /** Tells what is new, or only that the agent is alive. */
  function tell(isFirst = false): void {
    if (talk.isOver()) {
      close();
      return;
    }
    const { bytes, arrived } = talk.next(isFirst === true);
    socket?.write(clientFrame(Opcode.binary, Buffer.concat([HEADER, bytes])));
    arrived();
    wait(server.intervalMs);
  }

  function listen(opened: Socket, head: Buffer): void {
    const reader = new FrameReader(MAX_MESSAGE_BYTES);
    let reason = 'the server closed the connection';
    const read = (bytes: Buffer) => {
      try {
        for (const { opcode, payload } of reader.read(bytes)) {
          if (opcode === Opcode.binary) take(payload);
          else if (opcode === Opcode.ping) opened.write(clientFrame(Opcode.pong, payload));
          else if (opcode === Opcode.close) opened.end(clientFrame(Opcode.close, payload));
        }
      } catch (error) {
        reason = (error as Error).message;
        opened.destroy();
      }
    };
    opened.on('data', read);
    opened.on('error', error => {
      reason = whyUnreached(error, server);
    });
    opened.on('close', () => fail(reason));
    if (head.length > 0) read(head);
  }

  function take(payload: Buffer): void {
    const leaveAloneMs = talk.received(payload[0] === 0 ? payload.subarray(1) : payload);
    if (leaveAloneMs !== undefined) wait(backoffMs(1, leaveAloneMs));
    else if (talk.hasNews()) wait(0);
  }

  function close(): void {
    isClosed = true;
    clearTimeout(timer);
    socket?.write(clientFrame(Opcode.binary, Buffer.concat([HEADER, talk.farewell()])));
    socket?.end(clientFrame(Opcode.close, Buffer.from([0x03, 0xe8])));
  }

  wait(0);
  return {
    hurry() {
      if (socket !== undefined) wait(0);
    },
    close,
  };
}

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Opens the WebSocket (RFC 6455, 4.1). Calls one of the two functions, once. */
export function upgrade(
  server: Server,
  onOpen: (socket: Socket, head: Buffer) => void,
  onFailure: (reason: string, afterMs?: number) => void,
): void {
  const key = randomBytes(16).toString('base64');
  const accept = createHash('sha1')
    .update(key + GUID)
    .digest('base64');
  const request = openRequest(server, 'GET', {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-key': key,
    'sec-websocket-version': '13',
  });
  let isSettled = false;
  const timer = setTimeout(
    () => request.destroy(new Error(`no answer within ${ANSWER_TIMEOUT_MS} ms`)),
    ANSWER_TIMEOUT_MS,
  ).unref();
  const fail = (reason: string, afterMs?: number) => {
    clearTimeout(timer);
    if (!isSettled) onFailure(reason, afterMs);
    isSettled = true;
  };
  request.on('error', error => fail(whyUnreached(error, server)));
  request.on('close', () => fail('the connection was closed'));
  request.on('response', response => {
    const { statusCode, headers } = response;
    response.destroy();
    fail(`${whyRefused(statusCode, server)} to a WebSocket`, retryAfterMs(headers['retry-after']));
  });
  request.on('upgrade', (response, socket: Socket, head: Buffer) => {
    socket.on('error', () => {});
    socket.unref();
    if (response.headers['sec-websocket-accept'] !== accept) {
      socket.destroy();
      fail('its answer is not that of a WebSocket');
      return;
    }
    clearTimeout(timer);
    isSettled = true;
    onOpen(socket, head);
  });
  request.end();
}
