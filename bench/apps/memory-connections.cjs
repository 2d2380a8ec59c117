'use strict';
const { Duplex } = require('node:stream');

/**
 * Opens connections to a server of this process. What a request takes is then the server's work alone: no system call,
 * no other process, a fifth of the noise.
 */
exports.openConnections = (server, count) => {
  const ready = [];
  for (let opened = 0; opened < count; opened++) {
    const connection = new Connection(ready);
    ready.push(connection);
    server.emit('connection', connection);
  }
  return {
    /** Each connection sends its next request when it has the answer to the last. */
    run(requests, paths) {
      const texts = paths.map(path =>
        Buffer.from(
          `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:8080\r\nuser-agent: bench/1.0\r\naccept: */*\r\n\r\n`,
        ),
      );
      let sent = 0;
      return new Promise(resolve => {
        // Always from here: an answer must not lend its async context to the next request.
        const turn = () => {
          while (ready.length > 0 && sent < requests) ready.pop().push(texts[sent++ % texts.length]);
          if (sent < requests || ready.length < count) setImmediate(turn);
          else resolve();
        };
        turn();
      });
    },
  };
};

class Connection extends Duplex {
  remoteAddress = '127.0.0.1';
  remotePort = 50_000;
  #ready;

  constructor(ready) {
    super();
    this.#ready = ready;
  }

  _read() {}

  /** A whole answer: Node corks the connection while it writes one. */
  _writev(chunks, done) {
    const [{ chunk }] = chunks;
    if (!chunk.latin1Slice().startsWith('HTTP/1.1 200'))
      queueMicrotask(() => {
        throw new Error(`the server answered ${chunk}`);
      });
    this.#ready.push(this);
    done();
  }
}
