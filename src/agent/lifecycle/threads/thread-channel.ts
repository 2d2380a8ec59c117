import type { BroadcastChannel as Channel, MessagePort } from 'node:worker_threads';
import { detached } from '../../export/detached';

type WorkerThreads = typeof import('node:worker_threads');

/** Message of a worker that has a new outbox. */
export const OUTBOX = 'otel-agent.outbox';
/** Message of the main thread whose process ends: [0] counts the workers that know, [1] workers that are done. */
export const PROCESS_END = 'otel-agent.end';

/** Channel between threads of this process: messages by name, to all listeners. */
export interface ThreadChannel<Message> {
  /** Returns messages that have come and were not delivered, for when the loop will not turn again. */
  waiting(): Message[];
  close(): void;
}

/** Listens without keeping the thread alive. */
export function listenToThreads<Message>(
  name: string,
  listener: (message: Message) => void,
): ThreadChannel<Message> {
  const { BroadcastChannel, receiveMessageOnPort } = threads();
  // The types allow only ports; Node takes a BroadcastChannel as well.
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

/** Sends a message to all threads that listen at this moment. */
export function tellThreads<Message>(name: string, message: Message): void {
  const { BroadcastChannel } = threads();
  const channel = new BroadcastChannel(name);
  channel.postMessage(message);
  channel.close();
}

/**
 * Finds the port within a channel, which calls listeners without events. For a channel's first event Node 22 and later
 * load undici, which has MessageEvent: 20 to 30 ms and 4 MB in each thread. Undefined if Node keeps the port elsewhere.
 */
function portOf(channel: Channel): MessagePort | undefined {
  const key = Object.getOwnPropertySymbols(channel).find(({ description }) => description === 'kHandle');
  const port = key === undefined ? undefined : (channel as unknown as Record<symbol, unknown>)[key];
  return port instanceof threads().MessagePort ? port : undefined;
}

/** Loads the module late: a main thread without workers does not need it. */
function threads(): WorkerThreads {
  return require('node:worker_threads');
}
