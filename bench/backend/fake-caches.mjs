import { createServer } from 'node:net';
import { listening } from './listening.mjs';

/** Starts a server that speaks enough of Redis' protocol for its clients: each GET finds a value. Gives its port. */
export function startFakeRedis() {
  return startServer('\r\n', lines => {
    const replies = [];
    // A command is an array of bulk strings: *2, $3, GET, $3, key.
    while (lines.length > 0) {
      const parts = 1 + 2 * Number(lines[0].slice(1));
      if (lines.length < parts) break;
      const [, , name] = lines.splice(0, parts);
      replies.push(REDIS_REPLIES[name.toUpperCase()] ?? '+OK\r\n');
    }
    return replies;
  });
}

const REDIS_REPLIES = {
  GET: '$5\r\nvalue\r\n',
  HELLO: '*6\r\n$6\r\nserver\r\n$5\r\nredis\r\n$7\r\nversion\r\n$5\r\n8.0.0\r\n$5\r\nproto\r\n:3\r\n',
  INFO: '$19\r\nredis_version:8.0.0\r\n',
};

/** Starts a server that answers Memcached's `get`. Gives its port. */
export function startFakeMemcached() {
  return startServer('\r\n', lines =>
    lines.splice(0).map(line => `VALUE ${line.split(' ')[1]} 0 5\r\nvalue\r\nEND\r\n`),
  );
}

/** `answer` takes whole lines off the list and gives the replies to them. */
function startServer(separator, answer) {
  const server = createServer(socket => {
    socket.setNoDelay(true);
    socket.on('error', () => {});
    const lines = [];
    let rest = '';
    socket.on('data', chunk => {
      const parts = (rest + chunk.latin1Slice()).split(separator);
      rest = parts.pop();
      lines.push(...parts);
      const replies = answer(lines);
      if (replies.length > 0) socket.write(replies.join(''));
    });
  });
  return listening(server);
}
