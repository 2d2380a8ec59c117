import type { Connection } from './types';

/** Tells whether a subject is the server's own: JetStream's API, the system account, discovery of services. */
export function isServersOwn(subject: unknown): boolean {
  return typeof subject !== 'string' || /^\$(?:JS|SYS|SRV)\./.test(subject);
}

/** Tells whether a subject was made for the answers to a request. */
export function isInbox({ options }: Connection, subject: string): boolean {
  return subject.startsWith(`${options?.inboxPrefix || '_INBOX'}.`);
}
