import type { Log } from '../../shared/log';
import { detached } from '../export/detached';
import { type AgentFacts, AgentState } from './agent-state';
import { REPORT_FULL_STATE } from './fields';
import { LastGoodFile } from './last-good';
import { poll } from './poll';
import { type RemoteConfig, readServerMessage } from './read-message';
import type { Line, Server, Talk } from './server';
import { connectWebSocket } from './web-socket';

export interface RemoteInput {
  readonly server: Server;
  readonly facts: AgentFacts;
  /** Takes over a configuration, an empty one included. Returns what of it could not be used. */
  readonly adopt: (text: string) => Adoption;
  readonly log: Log;
  readonly isOver: () => boolean;
  /** Folder for the last good configuration; undefined to keep none. */
  readonly lastGoodIn: string | undefined;
}

/** Outcome of a configuration. */
export interface Adoption {
  /** False if nothing of it is in force. */
  readonly isApplied: boolean;
  /** Parts without effect, and why; empty for nothing. */
  readonly error: string;
}

/** Running connection. */
export interface Remote {
  /** Connects: not before the app runs. */
  connect(): void;
  /** Notes that the effective configuration has changed. */
  noteConfig(): void;
  stop(): void;
}

/** Shortest time between two configurations, whatever the server sends. */
const SHORTEST_MS = 1000;

/** Follows an OpAMP server. The last good configuration counts until the server has another. */
export function followServer({ server, facts, adopt, log, isOver, lastGoodIn }: RemoteInput): Remote {
  const state = new AgentState(facts);
  const service = String(facts.attributes()['service.name']);
  const address = server.isWebSocket ? server.url.replace(/^http/, 'ws') : server.url;
  const file = lastGoodIn === undefined ? undefined : new LastGoodFile(lastGoodIn, server.url, service);
  let line: Line | undefined;
  let isAway = false;
  let isStopped = false;
  let seen: string | undefined;
  let next: RemoteConfig | undefined;
  let timer: NodeJS.Timeout | undefined;

  const lastGood = file?.read();
  if (lastGood !== undefined) {
    const { hash, text } = lastGood;
    const outcome = adopt(text);
    state.noteConfig({ hash, ...outcome });
    if (outcome.isApplied) seen = hexOf(hash);
  }

  function take(config: RemoteConfig): void {
    next = config;
    if (timer !== undefined) return;
    takeNext();
  }

  function takeNext(): void {
    timer = undefined;
    if (next === undefined || isStopped || isOver()) return;
    timer = detached(() => setTimeout(takeNext, SHORTEST_MS).unref());
    const { hash, files } = next;
    next = undefined;
    if (hexOf(hash) === seen) return;
    seen = hexOf(hash);
    const text = files[0]?.text ?? '';
    const outcome = files.length > 1 ? tooMany(files.length) : adopt(text);
    state.noteConfig({ hash, ...outcome });
    if (outcome.isApplied) keep(hash, text);
    line?.hurry();
  }

  function keep(hash: Uint8Array, text: string): void {
    const isEmpty = text.trim() === '';
    if (isEmpty) file?.forget();
    const flaw = isEmpty ? undefined : file?.write({ hash, text });
    if (flaw !== undefined) log('warn', `the configuration of the OpAMP server is not kept on disk: ${flaw}`);
  }

  const talk: Talk = {
    next(isFirst) {
      if (isFirst) state.forget();
      return state.next();
    },
    farewell: () => state.farewell(),
    hasNews: () => state.hasNews(),
    received(bytes) {
      const { flags, remoteConfig, newInstanceUid, error } = readServerMessage(bytes);
      if (newInstanceUid !== undefined) state.rename(newInstanceUid);
      if ((flags & REPORT_FULL_STATE) !== 0) state.forget();
      if (error !== undefined) log('warn', `the OpAMP server refuses a message: ${error.message}`, 'opamp');
      if (remoteConfig !== undefined) take(remoteConfig);
      return error && (error.retryAfterMs ?? 0);
    },
    failed(reason) {
      if (!isAway) log('warn', `OpAMP server ${address}: ${reason}; trying again`);
      isAway = true;
    },
    reached() {
      if (isAway) log('info', `OpAMP server ${address} answers again`);
      isAway = false;
    },
    isOver: () => isStopped || isOver(),
  };

  return {
    connect() {
      if (isStopped) return;
      line = server.isWebSocket ? connectWebSocket(server, talk) : poll(server, talk);
    },
    noteConfig() {
      state.noteConfig();
      line?.hurry();
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
      line?.close();
    },
  };
}

function tooMany(count: number): Adoption {
  return { isApplied: false, error: `has ${count} files, where one is read` };
}

function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}
