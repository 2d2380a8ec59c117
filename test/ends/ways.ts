/** States in which the end may find the spans: nothing sent yet, a batch answered before, the batch on its way. */
export const STATES = ['cold', 'warm', 'in-flight'] as const;
export type State = (typeof STATES)[number];

/** A way in which a process or thread ends, by its name in test/fixtures/ends/end.js. */
export interface Way {
  readonly name: string;
  /** Sent once the program says that it is ready. */
  readonly signal?: NodeJS.Signals;
  /** True for a receiver behind TLS. */
  readonly isTls?: boolean;
  /** True without an event loop at the end, so that TLS is left to a helper process. */
  readonly isHelped?: boolean;
  /** True if the agent lies in the zip of a yarn project. */
  readonly isInZip?: boolean;
  readonly script?: string;
}

export const WAYS: readonly Way[] = [
  { name: 'process.exit' },
  { name: 'natural end' },
  { name: 'natural end, TLS', script: 'natural end', isTls: true },
  { name: 'SIGTERM', signal: 'SIGTERM' },
  { name: 'SIGINT', signal: 'SIGINT' },
  { name: 'SIGHUP', signal: 'SIGHUP' },
  { name: 'SIGTERM, server.close', signal: 'SIGTERM' },
  { name: 'uncaughtException' },
  { name: 'unhandledRejection' },
  { name: 'worker ends' },
  { name: 'worker exits' },
  { name: 'worker throws' },
  { name: 'worker terminated' },
  { name: 'blocked worker terminated' },
  { name: 'main exits' },
  { name: 'helper process', isTls: true, isHelped: true },
  { name: 'natural end in a zip', script: 'natural end', isInZip: true },
  { name: 'helper process in a zip', script: 'helper process', isInZip: true, isTls: true, isHelped: true },
];

export const PROTOCOLS = ['grpc', 'http/protobuf'] as const;
export type Protocol = (typeof PROTOCOLS)[number];
