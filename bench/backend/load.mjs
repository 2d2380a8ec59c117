import { once } from 'node:events';
import { connect } from 'node:net';

/**
 * A closed loop over keep-alive connections: each sends its next request when it has the answer to the last. Written by
 * hand because on a small machine what the client costs comes off what the server gets.
 */
export async function openLoad({ port, paths, connections }) {
  const sockets = [];
  for (let made = 0; made < connections; made++) {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    socket.setMaxListeners(0);
    // A server that ends before the first run must not end this process, too.
    socket.on('error', () => {});
    await once(socket, 'connect');
    sockets.push(socket);
  }
  const requests = paths.map(path =>
    Buffer.from(
      `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nuser-agent: bench/1.0\r\naccept: */*\r\n\r\n`,
    ),
  );
  return {
    /** Sends that many requests; gives the time of all in s, and latencies in ms. */
    run: count => runRequests(sockets, requests, count),
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

async function runRequests(sockets, requests, count) {
  const latenciesMs = new Float64Array(count);
  const startedMs = performance.now();
  let sent = 0;
  let received = 0;
  let resolve;
  let reject;
  const promise = new Promise((...both) => {
    [resolve, reject] = both;
  });

  for (const socket of sockets) {
    let sentMs = 0;
    const next = () => {
      if (sent === count) return;
      sentMs = performance.now();
      socket.write(requests[sent++ % requests.length]);
    };
    const onAnswer = status => {
      if (status !== 200) return reject(new Error(`the server answered ${status}`));
      latenciesMs[received++] = performance.now() - sentMs;
      if (received === count) resolve();
      else next();
    };
    socket.removeAllListeners('data').on('data', answerReader(onAnswer));
    socket.removeAllListeners('close').on('close', () => reject(new Error('the server closed a connection')));
    socket.removeAllListeners('error').on('error', reject);
    next();
  }
  await promise;
  const seconds = (performance.now() - startedMs) / 1000;
  latenciesMs.sort();
  return { seconds, p50Ms: quantile(latenciesMs, 0.5), p99Ms: quantile(latenciesMs, 0.99) };
}

/** The value below which that share of the sorted values lies. */
function quantile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** Calls back with the status of each whole answer; all of ours have a content-length. */
function answerReader(onAnswer) {
  let rest = '';
  return chunk => {
    rest += chunk.latin1Slice();
    const end = rest.indexOf('\r\n\r\n');
    if (end === -1) return;
    const match = /\r\ncontent-length: (\d+)/i.exec(rest);
    if (match === null || rest.length < end + 4 + Number(match[1])) return;
    const status = Number(rest.slice(9, 12));
    rest = '';
    onAnswer(status);
  };
}
