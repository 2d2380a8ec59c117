import type { BroadcastChannel as Channel, MessagePort } from 'node:worker_threads';
import { detached } from '../pipeline/detached';

type WorkerThreads = typeof import('node:worker_threads');

/** What threads of this process tell each other: messages by name, to whoever listens. */
export interface ThreadChannel<Message> {
  /** What has come and was not heard yet, as the loop will not turn again. */
  waiting(): Message[];
  close(): void;
}

/** Listens without keeping the thread alive. */
export function listenToThreads<Message>(
  name: string,
  listener: (message: Message) => void,
): ThreadChannel<Message> {
  const { BroadcastChannel, receiveMessageOnPort } = threads();
  // The types know of ports alone; a BroadcastChannel is taken as well.
  const receive = (channel: Channel) => receiveMessageOnPort(channel as unknown as MessagePort);
  return detached(() => {
    const channel = new BroadcastChannel(name);
    const port = portOf(channel);
    if (port === undefined) channel.onmessage = event => listener((event as { data: Message }).data);
    else port.removeAllListeners('message').on('message', listener);
    (port ?? channel).unref();
    return {
      waiting() {
        const messages: Message[] = [];
        for (let next = receive(channel); next !== undefined; next = receive(channel))
          messages.push(next.message as Message);
        return messages;
      },
      close: () => channel.close(),
    };
  });
}

/** Tells those who listen at this moment. */
export function tellThreads<Message>(name: string, message: Message): void {
  const { BroadcastChannel } = threads();
  const channel = new BroadcastChannel(name);
  channel.postMessage(message);
  channel.close();
}

/**
 * The port within a channel. For the first event of a channel Node 22 and later load undici, whose MessageEvent it is:
 * 20 to 30 ms and 4 MB in each thread. A port calls listeners without events. Undefined where Node keeps it elsewhere.
 */
function portOf(channel: Channel): MessagePort | undefined {
  const key = Object.getOwnPropertySymbols(channel).find(({ description }) => description === 'kHandle');
  const port = key === undefined ? undefined : (channel as unknown as Record<symbol, unknown>)[key];
  return port instanceof threads().MessagePort ? port : undefined;
}

/** Not at the top: a main thread without workers has no use for it. */
function threads(): WorkerThreads {
  return require('node:worker_threads');
}
