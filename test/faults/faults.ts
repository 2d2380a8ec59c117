import { setTimeout as delay } from 'node:timers/promises';
import type { CollectorOptions } from '../services/collector/collector-config';
import type { Collector } from '../services/collector/start-collector';
import type { Relay, RelayMode } from './relay';
import type { Refusal, ScriptedReceiver } from './scripted-receiver';

/** Objects that a fault acts on, and its duration. */
export interface Scene {
  readonly ms: number;
  readonly collector: Collector;
  readonly relay: Relay;
  readonly scripted: ScriptedReceiver;
  /** Ends the app by SIGKILL, and starts another that has the same settings. */
  killApp(): Promise<void>;
  /** Resolves when a batch has just come, so that no other is on its way. */
  quiet(): Promise<void>;
  /** Puts a valid certificate in the place of the expired one. */
  renewCertificate(): void;
}

/** A row of the matrix. */
export interface Fault {
  readonly name: string;
  /** Duration in a full run. */
  readonly seconds: number;
  /** A real Collector, the same behind a relay, or a receiver that answers as it is told. */
  readonly receiver: 'collector' | 'relay' | 'scripted';
  readonly collector?: CollectorOptions;
  /** The Collector is not there when the app starts. */
  readonly isDownAtStart?: true;
  readonly tls?: 'expired';
  /** The receiver's name is unknown at first. */
  readonly isLateName?: true;
  /** Log records in the place of spans. */
  readonly isLogs?: true;
  /** Bytes of each span's attribute. */
  readonly spanBytes?: number;
  readonly spansPerSecond?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** The spool's disk holds next to nothing: for the spool alone. */
  readonly hasSmallDisk?: true;
  /** Spans may arrive twice: a connection is cut after the receiver had them. */
  readonly mayRepeat?: true;
  /** Spans that memory cannot hold are dropped and told. */
  readonly mayDrop?: readonly Store[];
  /** Seconds of spans that may be lost without a word, since the process or the Collector had no time for one. */
  readonly mayLoseSeconds?: Readonly<Record<Store, number>>;
  /** Upstream is measured as well. */
  readonly besideUpstream?: true;
  cause(scene: Scene): Promise<void>;
}

/** Place where batches wait. */
export type Store = 'memory' | 'spool';

const outage = async ({ collector, ms }: Scene) => {
  await collector.down();
  await delay(ms);
  await collector.up();
};

const relayed = (name: string, mode: RelayMode, more: Partial<Fault> = {}): Fault => ({
  name,
  seconds: 30,
  receiver: 'relay',
  async cause({ relay, ms }) {
    relay.mode = mode;
    await delay(ms);
    relay.mode = 'pass';
  },
  ...more,
});

const refused = (name: string, refusal: Refusal): Fault => ({
  name,
  seconds: 30,
  receiver: 'scripted',
  async cause({ scripted, ms }) {
    scripted.refusal = refusal;
    await delay(ms);
    scripted.refusal = undefined;
  },
});

/** The rows; upstream is measured beside the first six faults. */
export const FAULTS: readonly Fault[] = [
  {
    name: 'down at start, 60 s',
    seconds: 60,
    receiver: 'collector',
    isDownAtStart: true,
    besideUpstream: true,
    async cause({ collector, ms }) {
      await delay(ms);
      await collector.up();
    },
  },
  { name: 'down, 60 s', seconds: 60, receiver: 'collector', besideUpstream: true, cause: outage },
  {
    name: 'down, 10 min',
    seconds: 600,
    receiver: 'collector',
    mayDrop: ['memory'],
    besideUpstream: true,
    cause: outage,
  },
  { name: 'down, 60 s, log records', seconds: 60, receiver: 'collector', isLogs: true, cause: outage },
  relayed('hanging', 'hang', { besideUpstream: true, mayRepeat: true }),
  relayed('reset in the middle of a request', 'cut the request', { besideUpstream: true }),
  relayed('half a reply', 'cut the reply', { besideUpstream: true, mayRepeat: true }),
  refused('429 / gRPC 8, with a pause asked for', { http: 429, grpc: 8, asksForPause: true }),
  refused('503 / gRPC 14', { http: 503, grpc: 14 }),
  refused('504 / gRPC 4', { http: 504, grpc: 4 }),
  {
    name: '413 / gRPC 8, too large',
    seconds: 10,
    receiver: 'collector',
    collector: { maxRequestMiB: 1 },
    spanBytes: 8000,
    spansPerSecond: 60,
    env: {
      OTEL_AGENT_MAX_BATCH_BYTES: '8MiB',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10000',
      OTEL_BSP_SCHEDULE_DELAY: '5000',
    },
    cause: ({ ms }) => delay(ms),
  },
  {
    name: 'TLS certificate expired, then renewed',
    seconds: 20,
    receiver: 'collector',
    tls: 'expired',
    async cause({ collector, renewCertificate, ms }) {
      await delay(ms);
      await collector.down();
      renewCertificate();
      await collector.up();
    },
  },
  {
    name: 'host name unknown, then known',
    seconds: 20,
    receiver: 'collector',
    isLateName: true,
    cause: ({ ms }) => delay(ms),
  },
  {
    name: 'Collector restarts every 5 s',
    seconds: 30,
    receiver: 'collector',
    mayRepeat: true,
    async cause({ collector, ms }) {
      for (let times = 0; times < 6; times++) {
        await delay(ms / 6);
        await collector.down();
        await collector.up();
      }
    },
  },
  {
    name: 'GOAWAY / Connection: close after each request',
    seconds: 20,
    receiver: 'scripted',
    async cause({ scripted, ms }) {
      scripted.saysGoodbye = true;
      await delay(ms);
      scripted.saysGoodbye = false;
    },
  },
  relayed('replies 2 s late', 'slow'),
  {
    name: "down, 30 s, and the spool's disk is full",
    seconds: 30,
    receiver: 'collector',
    hasSmallDisk: true,
    cause: outage,
  },
  {
    name: 'kill -9 of the app, in an outage of 10 s',
    seconds: 10,
    receiver: 'collector',
    // Nothing but a disk outlives a process; a write of the last second may not have begun.
    mayLoseSeconds: { memory: 12, spool: 2.5 },
    mayRepeat: true,
    async cause({ collector, killApp, ms }) {
      await collector.down();
      await delay(ms);
      await killApp();
      await collector.up();
    },
  },
  {
    name: 'kill -9 of the Collector, down 10 s',
    seconds: 10,
    receiver: 'collector',
    mayRepeat: true,
    // The Collector has no time to write what it has just accepted.
    mayLoseSeconds: { memory: 1.5, spool: 1.5 },
    async cause({ collector, quiet, ms }) {
      await quiet();
      await collector.kill();
      await delay(ms);
      await collector.up();
    },
  },
];
